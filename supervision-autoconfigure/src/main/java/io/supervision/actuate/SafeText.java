package io.supervision.actuate;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside, made fit for one line of a log.
 */
final class SafeText {

	private static final int LIMIT = 256;

	private SafeText() {
	}

	/**
	 * Replace what could forge or garble a line with spaces, and cut it at 256
	 * characters.
	 * @param text the text as it came
	 * @return the text to use
	 */
	static String of(@Nullable String text) {
		if (text == null) {
			return "";
		}
		StringBuilder safe = new StringBuilder();
		text.codePoints()
			.limit(LIMIT)
			.map((character) -> harmless(character) ? character : ' ')
			.forEach((character) -> {
				if (safe.length() + Character.charCount(character) <= LIMIT) {
					safe.appendCodePoint(character);
				}
			});
		return safe.toString();
	}

	private static boolean harmless(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

}
