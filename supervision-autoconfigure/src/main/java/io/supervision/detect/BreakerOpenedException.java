package io.supervision.detect;

import java.io.Serial;

/**
 * Shows that a circuit breaker has opened, and why. Its cause is the last failure the
 * breaker has recorded.
 */
final class BreakerOpenedException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	BreakerOpenedException(String breaker, WatchedBreaker.Tally tally) {
		super("Circuit breaker '" + breaker + "' has opened; failures since it was last closed: " + tally.failures()
				+ ", a dependency's: " + tally.dependencys(), tally.last());
	}

}
