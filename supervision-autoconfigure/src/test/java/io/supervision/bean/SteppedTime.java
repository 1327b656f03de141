package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.supervision.tree.Timers;
import org.awaitility.Awaitility;

/**
 * Time that passes in steps, when the test says so. Timers may be set by other threads,
 * and come due on the thread of the test.
 */
final class SteppedTime implements Timers {

	private final List<Alarm> alarms = new ArrayList<>();

	private long nanos = Long.MAX_VALUE - 1000;

	synchronized long nanos() {
		return this.nanos;
	}

	@Override
	public synchronized Timer after(Duration delay, Runnable task) {
		Alarm alarm = new Alarm(this.nanos + delay.toNanos(), task);
		this.alarms.add(alarm);
		return () -> cancel(alarm);
	}

	private synchronized void cancel(Alarm alarm) {
		this.alarms.remove(alarm);
	}

	/** Let time pass; timers come due on time. */
	void pass(Duration time) {
		long end = nanos() + time.toNanos();
		for (Optional<Alarm> next = next(end); next.isPresent(); next = next(end)) {
			moveTo(next.get().at());
			next.get().task().run();
		}
		moveTo(end);
	}

	/** Let time pass while nobody does anything; timers come due late. */
	void standStill(Duration time) {
		moveTo(nanos() + time.toNanos());
		pass(Duration.ZERO);
	}

	private synchronized void moveTo(long end) {
		if (end - this.nanos > 0) {
			this.nanos = end;
		}
	}

	private synchronized Optional<Alarm> next(long end) {
		Optional<Alarm> next = this.alarms.stream()
			.min(Comparator.comparingLong((alarm) -> alarm.at() - this.nanos))
			.filter((alarm) -> alarm.at() - end <= 0);
		next.ifPresent(this.alarms::remove);
		return next;
	}

	/** The times until the timers that are set come due. */
	synchronized List<Duration> set() {
		return this.alarms.stream().map((alarm) -> Duration.ofNanos(alarm.at() - this.nanos)).toList();
	}

	/** Wait until somebody has set a timer that comes due after this time. */
	void awaitTimer(Duration delay) {
		Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> set().contains(delay));
	}

	private record Alarm(long at, Runnable task) {
	}

}
