package io.supervision.tree;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what must not be left out because there is no memory for it at the moment: the
 * tree waits for the outcome of a stop, and it may be that very stop that frees memory.
 */
final class Insistence {

	private static final int TRIES = 100;

	private static final long PAUSE = Duration.ofMillis(100).toNanos();

	private Insistence() {
	}

	/**
	 * Run a task, and again for up to ten seconds while memory runs out in it.
	 * @param task what is to be done; it has done nothing when memory runs out in it
	 */
	static void run(Runnable task) {
		for (int left = TRIES; left > 0; left--) {
			try {
				task.run();
				return;
			}
			catch (OutOfMemoryError ex) {
				if (left == 1) {
					throw ex;
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

}
