package io.supervision.benchmarks;

import java.util.Locale;

/**
 * How numbers are printed: as many digits as say something.
 */
final class Numbers {

	private Numbers() {
	}

	static String text(double value) {
		double size = Math.abs(value);
		int digits = (size == 0) ? 2 : 2 - (int) Math.floor(Math.log10(size));
		return String.format(Locale.ROOT, "%." + Math.max((size >= 100) ? 0 : 2, Math.min(digits, 6)) + "f", value);
	}

}
