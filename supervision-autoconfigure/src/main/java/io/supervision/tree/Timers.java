package io.supervision.tree;

import java.time.Duration;

/**
 * Where the tree sets its timers.
 */
@FunctionalInterface
public interface Timers {

	/**
	 * Run something once, later. It must return at once.
	 * @param task what to run, on any thread
	 * @param delay how long from now
	 * @return the timer
	 */
	Timer after(Duration delay, Runnable task);

	/** A timer that has been set. */
	@FunctionalInterface
	interface Timer {

		/**
		 * Cancel it. It may run all the same if it is due.
		 */
		void cancel();

	}

}
