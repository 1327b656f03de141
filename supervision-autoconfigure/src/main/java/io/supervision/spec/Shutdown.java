package io.supervision.spec;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How long a child may take to shut down before it is abandoned (OTP: shutdown).
 *
 * @param limit the limit, zero to abandon at once, or {@code null} to wait for ever
 */
public record Shutdown(@Nullable Duration limit) {

	/** Abandon at once: no destroy callback is waited for (OTP: brutal_kill). */
	public static final Shutdown NOW = new Shutdown(Duration.ZERO);

	/** Wait without limit. */
	public static final Shutdown INFINITY = new Shutdown(null);

	private static final Pattern SIMPLE = Pattern.compile("([+-]?\\d+)([a-zA-Z]{0,2})");

	public Shutdown {
		if (limit != null && limit.isNegative()) {
			throw new IllegalArgumentException(
					"'shutdown' must be a duration, '0' or 'infinity': '" + limit.toMillis() + "ms'");
		}
	}

	/**
	 * Read a limit. Milliseconds are the bare unit; {@code ns}, {@code us}, {@code ms},
	 * {@code s}, {@code m}, {@code h}, {@code d} and ISO-8601 are understood.
	 * @param text such as {@code 5s}, {@code PT5S}, {@code 0} or {@code infinity}
	 * @return the limit
	 * @throws IllegalArgumentException if it is none of these, or negative
	 */
	public static Shutdown valueOf(String text) {
		String trimmed = text.trim();
		if (trimmed.equalsIgnoreCase("infinity")) {
			return INFINITY;
		}
		Matcher simple = SIMPLE.matcher(trimmed);
		try {
			return new Shutdown(simple.matches() ? simple(simple.group(1), simple.group(2)) : Duration.parse(trimmed));
		}
		catch (DateTimeParseException | ArithmeticException | NumberFormatException ex) {
			throw notALimit(text, ex);
		}
	}

	/**
	 * Read a limit that is a number, as YAML has it.
	 * @param millis the limit in milliseconds
	 * @return the limit
	 * @throws IllegalArgumentException if it is negative
	 */
	public static Shutdown valueOf(Integer millis) {
		return new Shutdown(Duration.ofMillis(millis));
	}

	/**
	 * Read a limit that is a large number.
	 * @param millis the limit in milliseconds
	 * @return the limit
	 * @throws IllegalArgumentException if it is negative
	 */
	public static Shutdown valueOf(Long millis) {
		return new Shutdown(Duration.ofMillis(millis));
	}

	private static Duration simple(String amount, String unit) {
		long number = Long.parseLong(amount);
		return switch (unit.toLowerCase(Locale.ROOT)) {
			case "ns" -> Duration.ofNanos(number);
			case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1_000L));
			case "", "ms" -> Duration.ofMillis(number);
			case "s" -> Duration.ofSeconds(number);
			case "m" -> Duration.ofMinutes(number);
			case "h" -> Duration.ofHours(number);
			case "d" -> Duration.ofDays(number);
			default -> throw notALimit(amount + unit, null);
		};
	}

	private static IllegalArgumentException notALimit(String text, @Nullable Exception cause) {
		return new IllegalArgumentException("'shutdown' must be a duration, '0' or 'infinity': '" + text + "'", cause);
	}

	/**
	 * Make a limit.
	 * @param limit the time a child may take
	 * @return the limit
	 */
	public static Shutdown within(Duration limit) {
		return new Shutdown(limit);
	}

	/**
	 * Tell whether there is no limit.
	 * @return whether the child is waited for without limit
	 */
	public boolean infinite() {
		return this.limit == null;
	}

	/**
	 * Tell whether the child is abandoned without a chance to shut down.
	 * @return whether the limit is zero
	 */
	public boolean atOnce() {
		return this.limit != null && this.limit.isZero();
	}

	@Override
	public String toString() {
		return (this.limit == null) ? "infinity" : this.limit.isZero() ? "0" : this.limit.toString();
	}

}
