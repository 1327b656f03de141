package io.supervision.tree;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The next attempt to start a child that is restarting. It is numbered, so that whatever
 * was under way for an earlier one is void. Belongs to the tree's owner.
 */
final class Attempt {

	private final Tree tree;

	private long number;

	private Timers.@Nullable Timer timer;

	/** What that timer is for. */
	private @Nullable Runnable due;

	private @Nullable Long at;

	Attempt(Tree tree) {
		this.tree = tree;
	}

	/** Number the next attempt; older ones are void from now on. */
	long renew() {
		cancel();
		return this.number;
	}

	boolean is(long number) {
		return this.number == number;
	}

	/** When it will be made, if it waits for its time. */
	@Nullable Long at() {
		return this.at;
	}

	void cancel() {
		this.number++;
		clear();
	}

	private void clear() {
		this.due = null;
		this.at = null;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	void after(Duration delay, Runnable task) {
		this.at = this.tree.nanos() + delay.toNanos();
		this.due = task;
		this.timer = this.tree.after(delay, () -> {
			if (this.due == task) {
				hurry();
			}
		});
	}

	/** Wait no longer for its time. */
	void hurry() {
		Runnable task = this.due;
		if (task != null) {
			clear();
			task.run();
		}
	}

}
