package io.supervision.tree;

import org.jspecify.annotations.Nullable;

/**
 * Something that is done on a worker thread, and what the same thread is to do after it.
 * Belongs to the thread that runs it.
 */
abstract class Work implements Runnable {

	private @Nullable Runnable next;

	/** Go on with something, once this has been done. */
	void next(@Nullable Runnable following) {
		this.next = following;
	}

	/** Take what to go on with, and hold it no longer. */
	@Nullable Runnable takeNext() {
		Runnable following = this.next;
		this.next = null;
		return following;
	}

}
