package io.supervision.detect;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for calls that do not return: one per tree, on the thread of its timers, at an
 * even beat and only while there is something to watch. Callers pay nothing for it, they
 * only count themselves in and out; what it sees is how full the
 * {@linkplain CallsInFlight sets of calls} are.
 * <p>
 * It goes by the time it has been awake. Where a beat comes late, the virtual machine or
 * the whole computer has stood still or was starved, and so were the calls: the time that
 * was missed does not count, and after a long one each call has its whole time again.
 * What is not noticed is a computer that is slow without ever making the beat late.
 */
public final class HangWatchdog {

	private static final Logger logger = LoggerFactory.getLogger(HangWatchdog.class);

	private static final long SHORTEST_BEAT = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long LONGEST_BEAT = TimeUnit.MILLISECONDS.toNanos(250);

	private final LongSupplier nanoTime;

	private final Timers timers;

	private final CallFrames frames;

	private final Map<CallsInFlight, WatchedCalls> watched = new ConcurrentHashMap<>();

	private final AtomicBoolean beating = new AtomicBoolean();

	private final ThreadDumps dumps = new ThreadDumps();

	/** These belong to whoever has made it beat, and then to the timers. */
	private long beat;

	private long lookedAt;

	private long awake;

	/**
	 * Make the watchdog of a tree.
	 * @param nanoTime monotonic nanoseconds
	 * @param timers the tree's timers
	 * @param frames reads stacks
	 */
	public HangWatchdog(LongSupplier nanoTime, Timers timers, CallFrames frames) {
		this.nanoTime = nanoTime;
		this.timers = timers;
		this.frames = frames;
	}

	/**
	 * Watch a generation that takes calls from now on. Returns at once.
	 * @param calls its calls
	 */
	public void watch(CallsInFlight calls) {
		this.watched.put(calls, new WatchedCalls(calls, this.frames));
		begin();
	}

	/**
	 * Look at a generation no more. Returns at once; what is just being found may still
	 * be reported.
	 * @param calls its calls
	 */
	public void leave(CallsInFlight calls) {
		this.watched.remove(calls);
	}

	private void begin() {
		if (this.beating.compareAndSet(false, true)) {
			this.lookedAt = this.nanoTime.getAsLong();
			next();
		}
	}

	/** Without the memory for a timer the next generation that is watched begins anew. */
	private void next() {
		boolean set = false;
		try {
			setTimer();
			set = true;
		}
		finally {
			if (!set) {
				this.beating.set(false);
			}
		}
	}

	private void setTimer() {
		long shortest = this.watched.keySet()
			.stream()
			.mapToLong((calls) -> calls.callTimeout().toNanos() / 8)
			.min()
			.orElse(LONGEST_BEAT);
		this.beat = Math.max(SHORTEST_BEAT, Math.min(LONGEST_BEAT, shortest));
		this.timers.after(Duration.ofNanos(this.beat), this::look);
	}

	/** Goes on whatever happens: all components depend on it. */
	private void look() {
		try {
			lookAtAll();
		}
		finally {
			goOn();
		}
	}

	private void lookAtAll() {
		long now = this.nanoTime.getAsLong();
		long gap = now - this.lookedAt;
		long missed = (gap > 2 * this.beat) ? gap - this.beat : 0;
		this.lookedAt = now;
		this.awake += gap - missed;
		WatchedCalls.Sample sample = new WatchedCalls.Sample(new Once(), () -> this.dumps.take(now));
		for (WatchedCalls calls : this.watched.values()) {
			try {
				calls.look(this.awake, missed, sample);
			}
			catch (Throwable ex) {
				logger.error("Calls could not be watched", ex);
			}
		}
	}

	private void goOn() {
		if (!this.watched.isEmpty()) {
			next();
			return;
		}
		this.beating.set(false);
		if (!this.watched.isEmpty()) {
			begin();
		}
	}

	/** The stacks of all threads, taken when first asked for. */
	private static final class Once implements Supplier<Map<Thread, StackTraceElement[]>> {

		private @Nullable Map<Thread, StackTraceElement[]> stacks;

		@Override
		public Map<Thread, StackTraceElement[]> get() {
			if (this.stacks == null) {
				this.stacks = Thread.getAllStackTraces();
			}
			return this.stacks;
		}

	}

}
