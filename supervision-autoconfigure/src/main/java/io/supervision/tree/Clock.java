package io.supervision.tree;

import java.time.Instant;

/**
 * Where the tree takes its time from.
 */
public interface Clock {

	/** The clock of the machine. */
	Clock SYSTEM = new Clock() {

		@Override
		public long nanos() {
			return System.nanoTime();
		}

		@Override
		public Instant now() {
			return Instant.now();
		}

	};

	/**
	 * Monotonic time; all decisions go by it.
	 * @return nanoseconds since some moment
	 */
	long nanos();

	/**
	 * Wall-clock time, for people.
	 * @return the time of day
	 */
	Instant now();

}
