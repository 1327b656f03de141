package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.supervision.tree.Clock;
import io.supervision.tree.Timers;

/**
 * Time that is turned by hand.
 */
class HandTimers implements Timers, Clock {

	private final List<Due> due = new ArrayList<>();

	private Instant now = Trees.START;

	@Override
	public Timer after(Duration delay, Runnable task) {
		Due entry = new Due(this.now.plus(delay), task);
		this.due.add(entry);
		return () -> this.due.remove(entry);
	}

	/** Let time pass, running what falls due on the way. */
	void pass(Duration duration) {
		Instant end = this.now.plus(duration);
		while (true) {
			Due next = this.due.stream()
				.filter((entry) -> !entry.at().isAfter(end))
				.min(Comparator.comparing(Due::at))
				.orElse(null);
			if (next == null) {
				this.now = end;
				return;
			}
			this.due.remove(next);
			this.now = next.at();
			next.task().run();
		}
	}

	@Override
	public long nanos() {
		return Duration.between(Trees.START, this.now).toNanos();
	}

	@Override
	public Instant now() {
		return this.now;
	}

	private record Due(Instant at, Runnable task) {
	}

}
