package io.supervision.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

import io.supervision.tree.Timers;

/**
 * Time that is turned by hand, with timers that run on the thread that turns it.
 */
public final class HandTime implements Timers, LongSupplier {

	private final List<Due> due = new ArrayList<>();

	private long now = Long.MAX_VALUE - 5;

	@Override
	public Timer after(Duration delay, Runnable task) {
		Due entry = new Due(this.now + delay.toNanos(), task);
		this.due.add(entry);
		return () -> this.due.remove(entry);
	}

	/**
	 * Let time pass, running what falls due on the way.
	 * @param millis how long
	 */
	public void pass(long millis) {
		long end = this.now + Duration.ofMillis(millis).toNanos();
		while (true) {
			Due next = next();
			if (next == null || next.at() - end > 0) {
				this.now = end;
				return;
			}
			this.due.remove(next);
			this.now = (next.at() - this.now > 0) ? next.at() : this.now;
			next.task().run();
		}
	}

	/**
	 * Let time pass without anything running, as if the machine had been suspended.
	 * @param millis how long
	 */
	public void suspend(long millis) {
		this.now += Duration.ofMillis(millis).toNanos();
	}

	/**
	 * Tell whether anything is going to run.
	 * @return whether a timer is set
	 */
	public boolean isAnythingDue() {
		return !this.due.isEmpty();
	}

	private Due next() {
		return this.due.stream().min(Comparator.comparingLong((entry) -> entry.at() - this.now)).orElse(null);
	}

	@Override
	public long getAsLong() {
		return this.now;
	}

	private record Due(long at, Runnable task) {
	}

}
