package io.supervision.spec;

import java.time.Duration;

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

	public Shutdown {
		if (limit != null && limit.isNegative()) {
			throw new IllegalArgumentException(
					"'shutdown' must be a duration, '0' or 'infinity': '" + limit.toMillis() + "ms'");
		}
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
