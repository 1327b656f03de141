package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.detect.Verdict.Weight;
import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One probe of one generation: runs it again and again on a thread of its own, one
 * interval after the run before has ended, and counts failed runs in a row.
 *
 * <h2>Theory of operation</h2> The thread only ever does what takes time: it runs the
 * probe. When to run it and how long that may take is up to the tree's timers, so that a
 * run that hangs is noticed by somebody else. There is never more than one thread: while
 * a run hangs no other is begun, and each interval counts as one more failed run.
 * <p>
 * What must not look like a failed run: a machine that is starved or paused. The time of
 * a run counts from when the thread has begun it, not from when it was due. And it is
 * measured in slices: a slice whose timer comes late by more than its length shows that
 * the whole machine stood still, and the run has all its time again.
 * <p>
 * What must not be interrupted: anything but the run that takes too long. An interrupt is
 * sent while the run is known to go on, and taken back when the run has ended before it
 * arrived.
 * <p>
 * The fence ends the watch at once, but not a run that is under way, which does no harm
 * and whose result no longer counts. If the fence goes down again, that run has all its
 * time again.
 */
final class ProbeLoop implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ProbeLoop.class);

	private static final int SLICES = 4;

	/** Timers are not much more exact than this. */
	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final ProbePlan plan;

	private final Check check;

	private final Probes probes;

	@GuardedBy("this")
	private @Nullable Thread thread;

	/** Whether what it finds is of interest. */
	@GuardedBy("this")
	private boolean watching;

	@GuardedBy("this")
	private boolean due;

	@GuardedBy("this")
	private boolean running;

	/** Whether the run that is under way has not been decided on. */
	@GuardedBy("this")
	private boolean undecided;

	@GuardedBy("this")
	private int slices;

	@GuardedBy("this")
	private int failures;

	@GuardedBy("this")
	private Timers.@Nullable Timer timer;

	/** Numbers the timers, since one that was cancelled may come all the same. */
	@GuardedBy("this")
	private long alarm;

	/**
	 * Make the loop.
	 * @param plan how the probe is run
	 * @param check what is run
	 * @param probes whom to tell
	 */
	ProbeLoop(ProbePlan plan, Check check, Probes probes) {
		this.plan = plan;
		this.check = check;
		this.probes = probes;
	}

	/** Begin to run the probe, the first time one interval from now. */
	synchronized void begin() {
		this.watching = true;
		this.failures = 0;
		if (this.thread == null) {
			Thread started = this.probes.thread(this.plan.name(), this);
			started.start();
			this.thread = started;
		}
		if (this.running) {
			this.undecided = true;
			allowAll();
		}
		else {
			set(this.plan.interval(), Alarm.DUE);
		}
	}

	/** Run it no more. */
	synchronized void end() {
		this.watching = false;
		this.due = false;
		this.undecided = false;
		cancel();
		notifyAll();
	}

	@Override
	public void run() {
		while (awaitRun()) {
			ProbeResult result = check();
			Weight weight = Weight.FAILURE;
			try {
				weight = this.probes.weigh(result);
			}
			catch (Throwable ex) {
				logger.error("What the {} has thrown could not be judged", this.plan, ex);
			}
			Runnable telling = over(result, weight);
			try {
				if (telling != null) {
					telling.run();
				}
			}
			finally {
				rest();
			}
		}
	}

	private ProbeResult check() {
		try {
			return this.check.run();
		}
		catch (Throwable ex) {
			return new ProbeResult(null, ex);
		}
	}

	private synchronized boolean awaitRun() {
		while (this.watching && !this.due) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// The end of the watch is what ends this thread.
			}
		}
		if (!this.watching) {
			this.thread = null;
			return false;
		}
		this.due = false;
		this.running = true;
		this.undecided = true;
		allowAll();
		return true;
	}

	/**
	 * The run has ended.
	 * @return tells what came of it, without the lock: it asks what was thrown, which is
	 * the code of whoever wrote that
	 */
	private synchronized @Nullable Runnable over(ProbeResult result, Weight weight) {
		boolean counts = this.undecided;
		this.running = false;
		this.undecided = false;
		Thread.interrupted();
		if (!counts) {
			return null;
		}
		return switch (weight) {
			case NOTHING -> {
				this.failures = 0;
				yield () -> this.probes.worked(this);
			}
			case DEPENDENCY -> () -> this.probes.dependencyFailed(this, result.cause(this.plan, ""));
			case FAILURE -> () -> this.probes.failed(result.cause(this.plan, ""));
			case COUNTED, SUSPICION -> failed(result.cause(this.plan, count()));
		};
	}

	private synchronized void rest() {
		if (this.watching) {
			set(this.plan.interval(), Alarm.DUE);
		}
	}

	@GuardedBy("this")
	private String count() {
		return ": failed run " + (this.failures + 1) + " of " + this.plan.failures();
	}

	@GuardedBy("this")
	private Runnable failed(Throwable cause) {
		int run = ++this.failures;
		boolean last = run >= this.plan.failures();
		if (last) {
			this.failures = 0;
		}
		return () -> {
			logger.debug("The {} has failed, run {} of {}", this.plan, run, this.plan.failures(), cause);
			if (last) {
				this.probes.failed(cause);
			}
		};
	}

	private synchronized void ring(long own, boolean late, Alarm kind) {
		if (own != this.alarm || !this.watching) {
			return;
		}
		switch (kind) {
			case DUE -> {
				this.due = true;
				notifyAll();
			}
			case SLICE -> sliceIsOver(late);
			case HANGS -> {
				if (late) {
					set(this.plan.interval(), Alarm.HANGS);
				}
				else {
					hangs();
				}
			}
		}
	}

	/** Give the run all its time. */
	@GuardedBy("this")
	private void allowAll() {
		this.slices = SLICES;
		allowSlice();
	}

	@GuardedBy("this")
	private void allowSlice() {
		Duration slice = this.plan.timeout().dividedBy(SLICES);
		set((slice.compareTo(SHORTEST) > 0) ? slice : SHORTEST, Alarm.SLICE);
	}

	@GuardedBy("this")
	private void sliceIsOver(boolean late) {
		if (late) {
			allowAll();
		}
		else if (--this.slices > 0) {
			allowSlice();
		}
		else {
			hangs();
		}
	}

	@GuardedBy("this")
	private void hangs() {
		this.undecided = false;
		Thread hanging = this.thread;
		TimeoutException cause = new TimeoutException(
				"The " + this.plan + " has not returned within " + Durations.text(this.plan.timeout()) + count());
		if (hanging != null) {
			cause.setStackTrace(hanging.getStackTrace());
			hanging.interrupt();
		}
		set(this.plan.interval(), Alarm.HANGS);
		failed(cause).run();
	}

	@GuardedBy("this")
	private void set(Duration delay, Alarm kind) {
		cancel();
		long own = this.alarm;
		long planned = this.probes.nanos() + delay.toNanos();
		this.timer = this.probes.after(delay, () -> ring(own, this.probes.nanos() - planned > delay.toNanos(), kind));
	}

	@GuardedBy("this")
	private void cancel() {
		this.alarm++;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	/** What a timer is for. */
	private enum Alarm {

		/** The next run. */
		DUE,

		/** The end of a slice of the time a run has. */
		SLICE,

		/** A look at a run that is over its time. */
		HANGS

	}

	/** What a probe does. */
	@FunctionalInterface
	interface Check {

		/**
		 * Run once.
		 * @return what it came to
		 * @throws Throwable what the probe throws
		 */
		ProbeResult run() throws Throwable;

	}

}
