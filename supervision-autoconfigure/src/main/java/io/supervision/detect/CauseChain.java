package io.supervision.detect;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A throwable and its causes, from the outside in. Chains can be cyclic and can be made
 * of classes that throw when asked, so they are followed only so far.
 */
final class CauseChain {

	static final int MAX_DEPTH = 32;

	private CauseChain() {
	}

	/**
	 * Follow the causes of a throwable.
	 * @param thrown the outermost throwable
	 * @return at most 32 throwables, each once, the outermost first
	 */
	static List<Throwable> of(Throwable thrown) {
		List<Throwable> chain = new ArrayList<>(4);
		Throwable current = thrown;
		while (current != null && chain.size() < MAX_DEPTH && !contains(chain, current)) {
			chain.add(current);
			current = causeOf(current);
		}
		return chain;
	}

	/**
	 * Ask for a message, which is the code of whoever wrote the class.
	 * @param thrown the throwable
	 * @return its message, empty if it has none or fails to say
	 */
	static String messageOf(Throwable thrown) {
		try {
			String message = thrown.getMessage();
			return (message != null) ? message : "";
		}
		catch (Exception | StackOverflowError ex) {
			return "";
		}
	}

	/**
	 * Ask for a stack trace, which is the code of whoever wrote the class. Costly.
	 * @param thrown the throwable
	 * @return its frames, empty if it has none or fails to say
	 */
	static StackTraceElement[] framesOf(Throwable thrown) {
		try {
			return thrown.getStackTrace();
		}
		catch (Exception | StackOverflowError ex) {
			return new StackTraceElement[0];
		}
	}

	private static @Nullable Throwable causeOf(Throwable thrown) {
		try {
			return thrown.getCause();
		}
		catch (Exception | StackOverflowError ex) {
			return null;
		}
	}

	private static boolean contains(List<Throwable> chain, Throwable candidate) {
		for (Throwable thrown : chain) {
			if (thrown == candidate) {
				return true;
			}
		}
		return false;
	}

}
