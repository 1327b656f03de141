package io.supervision.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A version of Spring Boot, as far as it matters here.
 * <p>
 * Supervision moves bean definitions and shares post-processors between contexts, so it
 * runs only where its tests have run: on 3.5, the last line of Boot 3, and from 4.1 on.
 * Within Boot 4 minor versions are compatible; 4.0 was never tested, and is replaced by
 * 4.1. A new major version may change anything.
 *
 * @param major the first number
 * @param minor the second number
 */
record BootVersion(int major, int minor) {

	private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(\\D.*)?");

	/**
	 * Refuse to run on a version that is known to be another one.
	 * @param version the version, or {@code null} if Boot does not know it, because it
	 * was packed into another archive
	 * @throws UnsupportedBootException if it is not supported
	 */
	static void require(@Nullable String version) {
		BootVersion known = (version != null) ? of(version) : null;
		if (known != null && !known.isSupported()) {
			throw new UnsupportedBootException(String.valueOf(version));
		}
	}

	/**
	 * Read a version.
	 * @param text the version in words
	 * @return the version, or {@code null} if it is no such thing
	 */
	static @Nullable BootVersion of(String text) {
		Matcher matcher = NUMBERS.matcher(text);
		return matcher.matches()
				? new BootVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))) : null;
	}

	boolean isSupported() {
		return (this.major == 3 && this.minor == 5) || (this.major == 4 && this.minor >= 1);
	}

}
