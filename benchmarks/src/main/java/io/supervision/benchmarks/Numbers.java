package io.supervision.benchmarks;

import java.util.Locale;

/**
 * How numbers are printed: as many digits as say something.
 */
final class Numbers {

	private static final int MOST_DIGITS = 6;

	private Numbers() {
	}

	static String text(double value) {
		return text(value, 0);
	}

	/**
	 * Print a number beside another one, with as many digits as it takes to tell them
	 * apart.
	 */
	static String text(double value, double other) {
		int more = 0;
		while (value != other && more < MOST_DIGITS && text(value, more).equals(text(other, more))) {
			more++;
		}
		return text(value, more);
	}

	private static String text(double value, int more) {
		double size = Math.abs(value);
		int digits = (size == 0) ? 2 : 2 - (int) Math.floor(Math.log10(size));
		int least = (size >= 100) ? 0 : 2;
		return String.format(Locale.ROOT, "%." + (Math.max(least, Math.min(digits, MOST_DIGITS)) + more) + "f", value);
	}

}
