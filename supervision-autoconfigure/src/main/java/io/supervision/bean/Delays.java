package io.supervision.bean;

import java.time.Duration;

import io.github.resilience4j.core.IntervalFunction;
import io.supervision.spec.Backoff;

/**
 * How long attempts wait: exponentially longer, each moved a little at random, so that
 * what failed together is not tried again together.
 */
final class Delays {

	private static final Duration HELD_MAX = Duration.ofMinutes(1);

	private Delays() {
	}

	/** The first restart comes at once. */
	static Backoff ofRestarts(TreeSettings.Delays settings) {
		Backoff further = growing(settings, settings.max());
		return (attempt) -> (attempt <= 1) ? Duration.ZERO : further.before(attempt - 1);
	}

	/**
	 * A start that waits for a dependency is tried ever more rarely, but never rarer than
	 * every minute.
	 */
	static Backoff ofHeldStarts(TreeSettings.Delays settings) {
		Duration max = (settings.initial().compareTo(HELD_MAX) > 0) ? settings.initial() : HELD_MAX;
		return growing(settings, max);
	}

	/** A worker that a dependency fails is never run again at once. */
	static Backoff ofWorkers(TreeSettings.Delays settings) {
		return growing(settings, settings.max());
	}

	private static Backoff growing(TreeSettings.Delays settings, Duration max) {
		IntervalFunction intervals = (settings.jitter() == 0)
				? IntervalFunction.ofExponentialBackoff(settings.initial(), settings.multiplier(), max)
				: IntervalFunction.ofExponentialRandomBackoff(settings.initial(), settings.multiplier(),
						settings.jitter(), max);
		return (attempt) -> Duration.ofMillis(Math.min(intervals.apply(Math.max(attempt, 1)), max.toMillis()));
	}

}
