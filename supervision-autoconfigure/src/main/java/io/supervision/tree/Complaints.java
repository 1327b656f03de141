package io.supervision.tree;

import java.util.Arrays;

import org.slf4j.Logger;

/**
 * Logs what others threw at the tree. Logging a throwable calls its methods, which may
 * throw in their turn; the tree goes on all the same.
 */
final class Complaints {

	private Complaints() {
	}

	/** Never throws, not even where there is no memory for an array. */
	static void error(Logger logger, Throwable thrown, String message) {
		try {
			logger.error(message, thrown);
		}
		catch (Throwable ex) {
			errorWithout(logger, thrown, message);
		}
	}

	static void error(Logger logger, Throwable thrown, String message, Object... arguments) {
		try {
			Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
			all[arguments.length] = thrown;
			logger.error(message, all);
		}
		catch (Throwable ex) {
			errorWithout(logger, thrown, message);
		}
	}

	private static void errorWithout(Logger logger, Throwable thrown, String message) {
		try {
			logger.error("{} ({}, which cannot be logged)", message, thrown.getClass().getName());
		}
		catch (Throwable ex) {
			// nobody is left to complain to
		}
	}

}
