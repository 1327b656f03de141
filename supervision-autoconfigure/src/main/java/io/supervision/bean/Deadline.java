package io.supervision.bean;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The moment by which several things have to be done together.
 *
 * @param limited whether there is such a moment at all
 * @param end monotonic nanoseconds
 */
record Deadline(boolean limited, long end) {

	/**
	 * Set a deadline.
	 * @param limit the time from now, or {@code null} for as long as it takes
	 * @return the deadline
	 */
	static Deadline in(@Nullable Duration limit) {
		return (limit != null) ? new Deadline(true, System.nanoTime() + limit.toNanos()) : new Deadline(false, 0);
	}

	/**
	 * The time that is left.
	 * @return the time, not negative, or {@code null} for as long as it takes
	 */
	@Nullable Duration left() {
		return this.limited ? Duration.ofNanos(Math.max(0, this.end - System.nanoTime())) : null;
	}

	/**
	 * A part of the time that is left.
	 * @param divisor what to divide it by
	 * @param most the longest it may be, which it is where there is no limit
	 * @return the part
	 */
	Duration part(int divisor, Duration most) {
		Duration left = left();
		Duration part = (left != null) ? left.dividedBy(divisor) : most;
		return (part.compareTo(most) < 0) ? part : most;
	}

}
