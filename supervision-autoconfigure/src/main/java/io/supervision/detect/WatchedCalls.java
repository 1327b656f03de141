package io.supervision.detect;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.supervision.detect.Suspects.Suspect;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog knows of one generation: since when the present set takes its calls,
 * and whom it suspects once calls are left in the other set for too long. Belongs to the
 * watchdog's thread.
 */
final class WatchedCalls {

	private final CallsInFlight calls;

	private final CallFrames frames;

	private final long timeout;

	private boolean begun;

	private long turnedAt;

	private long endedThen;

	private @Nullable Suspects suspects;

	WatchedCalls(CallsInFlight calls, CallFrames frames) {
		this.calls = calls;
		this.frames = frames;
		this.timeout = calls.callTimeout().toNanos();
	}

	/**
	 * Look once.
	 * @param now how long the watchdog has been awake, in nanoseconds
	 * @param missed how long it was not since the look before
	 * @param sample what it sees when it needs to see more
	 */
	void look(long now, long missed, Sample sample) {
		if (missed > 0) {
			this.suspects = null;
		}
		if (!this.begun || missed >= this.timeout / 2) {
			this.begun = true;
			this.turnedAt = now;
			this.endedThen = this.calls.endedNormally();
		}
		if (now - this.turnedAt < this.timeout / 2) {
			return;
		}
		long left = this.calls.left();
		if (left == 0) {
			turn(now);
		}
		else if (now - this.turnedAt >= this.timeout) {
			suspect(left, sample);
		}
	}

	private void turn(long now) {
		this.suspects = null;
		long ended = this.calls.endedNormally();
		if (this.calls.turn()) {
			this.turnedAt = now;
			this.endedThen = ended;
		}
	}

	private void suspect(long left, Sample sample) {
		if (this.suspects == null) {
			this.suspects = new Suspects(this.calls.component(), this.frames);
		}
		this.suspects.look(stacks(sample));
		if (this.suspects.areFound(left)) {
			List<Suspect> found = this.suspects.found(left);
			this.suspects = null;
			report(left, found, sample);
		}
	}

	private Map<Thread, StackTraceElement[]> stacks(Sample sample) {
		return sample.stacks()
			.get()
			.entrySet()
			.stream()
			.filter((entry) -> !this.calls.isElsewhere(entry.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private void report(long left, List<Suspect> found, Sample sample) {
		Suspect first = found.isEmpty() ? null : found.get(0);
		boolean own = first == null || first.innermost().equals(this.calls.component());
		boolean alone = this.calls.endedNormally() == this.endedThen;
		if (!this.calls.setAside(own)) {
			return;
		}
		String where = (first != null) ? "on thread '" + first.thread().getName() + "'"
				: "on no thread that can be seen";
		String message = ((left == 1) ? "A call" : left + " calls") + " in flight for longer than 'call-timeout': "
				+ this.calls.callTimeout().toMillis() + "ms (component '" + this.calls.component() + "', " + where
				+ ")";
		StackTraceElement[] stack = (first != null) ? first.stack().toArray(StackTraceElement[]::new)
				: new StackTraceElement[0];
		if (!own && first != null) {
			this.calls.waitFor(
					new CallTimeoutException("component:" + first.innermost() + " is waited for: " + message, stack));
			return;
		}
		CallTimeoutException cause = new CallTimeoutException(
				message + (alone ? ", and no other has ended normally since" : ", while others end normally"), stack);
		Fault fault = alone ? Fault.failure(Detector.HANG, cause) : Fault.suspicion(Detector.HANG, cause);
		this.calls.hang(fault.withDump(sample.dump().get()));
	}

	/**
	 * What is looked at only when there is reason to; taken at most once per look.
	 *
	 * @param stacks the stacks of all threads
	 * @param dump a dump of all threads for people, or {@code null} if there was one
	 * lately
	 */
	record Sample(Supplier<Map<Thread, StackTraceElement[]>> stacks, Supplier<@Nullable String> dump) {
	}

}
