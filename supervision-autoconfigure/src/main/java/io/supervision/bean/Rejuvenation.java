package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.spec.Link;
import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a generation has run for its {@code max-age} or taken its
 * {@code max-calls}, so that it is replaced before what it leaks or wears out does harm.
 * <p>
 * The age is up to a tenth less than {@code max-age}, at random, or all that started
 * together would be replaced together again and again. The calls are looked at once a
 * second, so a busy generation takes some more.
 */
final class Rejuvenation implements Watch {

	private static final Duration LOOK = Duration.ofSeconds(1);

	/** A tenth. */
	private static final double JITTER = 0.1;

	/** Longer than anything runs, and short enough to be added to a time. */
	private static final long FOR_EVER = Duration.ofDays(36_500).toNanos();

	private final Link link;

	private final Timers timers;

	private final LongSupplier nanoTime;

	private final @Nullable Duration maxAge;

	private final long maxCalls;

	private final @Nullable CountedOutcomes calls;

	@GuardedBy("this")
	private boolean watching;

	/** Monotonic nanoseconds, once it has begun. */
	@GuardedBy("this")
	private @Nullable Long agesOutAt;

	@GuardedBy("this")
	private long callsAllowed;

	@GuardedBy("this")
	private Timers.@Nullable Timer timer;

	/**
	 * Make the watch.
	 * @param oversight whom to tell, and the timers
	 * @param nanoTime monotonic nanoseconds
	 * @param watching how long the generation runs, and how many calls it takes
	 * @param calls counts the calls, or {@code null} if it takes any number
	 */
	Rejuvenation(Oversight oversight, LongSupplier nanoTime, ComponentDefinition.Watching watching,
			@Nullable CountedOutcomes calls) {
		this.link = oversight.link();
		this.timers = oversight.rules().timers();
		this.nanoTime = nanoTime;
		this.maxAge = watching.maxAge();
		this.maxCalls = (watching.maxCalls() != null) ? watching.maxCalls() : Long.MAX_VALUE;
		this.calls = calls;
		this.callsAllowed = this.maxCalls;
	}

	@Override
	public synchronized void begin() {
		if (this.maxAge == null && this.calls == null) {
			return;
		}
		this.watching = true;
		if (this.agesOutAt == null) {
			this.agesOutAt = this.nanoTime.getAsLong() + age();
		}
		lookLater();
	}

	@Override
	public synchronized void end() {
		this.watching = false;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	@GuardedBy("this")
	private void lookLater() {
		long left = (this.agesOutAt != null) ? this.agesOutAt - this.nanoTime.getAsLong() : FOR_EVER;
		long delay = Math.max(0, (this.calls != null) ? Math.min(left, LOOK.toNanos()) : left);
		this.timer = this.timers.after(Duration.ofNanos(delay), this::look);
	}

	private synchronized void look() {
		if (!this.watching) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		if (this.maxAge != null && this.agesOutAt != null && now - this.agesOutAt >= 0) {
			this.agesOutAt = now + age();
			this.link.agedOut("'max-age' " + Durations.text(this.maxAge) + " is reached");
		}
		if (this.calls != null && this.calls.ended() >= this.callsAllowed) {
			this.callsAllowed = this.calls.ended() + this.maxCalls;
			this.link.agedOut("'max-calls' " + this.maxCalls + " is reached");
		}
		lookLater();
	}

	/** How long the generation runs from now on. */
	private long age() {
		long most = (this.maxAge != null) ? Math.min(WaitRules.nanos(this.maxAge), FOR_EVER) : FOR_EVER;
		return most - (long) (most * JITTER * ThreadLocalRandom.current().nextDouble());
	}

}
