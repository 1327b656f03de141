package io.supervision.spec;

import java.time.Duration;

/**
 * How long a restart waits.
 */
@FunctionalInterface
public interface Backoff {

	/** Never wait, as in OTP. */
	Backoff NONE = (attempt) -> Duration.ZERO;

	/**
	 * Give the delay before an attempt.
	 * @param attempt the number of the attempt since the child was last healthy, from 1
	 * @return the delay, zero to restart at once
	 */
	Duration before(int attempt);

}
