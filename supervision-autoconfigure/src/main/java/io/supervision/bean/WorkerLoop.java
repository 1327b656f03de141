package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.supervision.detect.Verdict;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;

/**
 * One worker of one generation. It runs until it returns, until it throws, or until it is
 * stopped, after which nothing it does is of interest. While a dependency is to blame for
 * what it throws it is run again and again, after a pause.
 * <p>
 * It has recovered once it has been running for longer than it paused, and longer than it
 * took to fail the time before; otherwise a worker that waits a second for a connection
 * would seem well for a second each time. Ten seconds are enough in any case.
 */
final class WorkerLoop implements Runnable {

	private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

	private final Work work;

	private final Oversight oversight;

	private final Consumer<Duration> returned;

	private final CountDownLatch stopped = new CountDownLatch(1);

	/**
	 * Make the loop.
	 * @param work the worker method
	 * @param oversight whom to tell when it throws
	 * @param returned whom to tell that it has returned, and how long it ran
	 */
	WorkerLoop(Work work, Oversight oversight, Consumer<Duration> returned) {
		this.work = work;
		this.oversight = oversight;
		this.returned = returned;
	}

	@Override
	public void run() {
		try {
			loop();
		}
		catch (Throwable ex) {
			this.oversight.link().exited(ExitReason.failure(Detector.WORKER, ex));
		}
	}

	/** Let nothing that the worker does from now on matter. */
	void stop() {
		this.stopped.countDown();
	}

	private void loop() {
		int failures = 0;
		Duration pause = Duration.ZERO;
		Duration healthyAfter = Duration.ZERO;
		while (paused(pause)) {
			Run run = new Run();
			Timers.Timer recovery = (failures > 0) ? this.oversight.rules().timers().after(healthyAfter, run::recover)
					: null;
			Throwable thrown = run.go();
			if (recovery != null) {
				recovery.cancel();
			}
			if (stopped() || ended(thrown, run.lasted)) {
				return;
			}
			failures = run.recovered ? 1 : failures + 1;
			pause = this.oversight.rules().pauses().before(failures);
			healthyAfter = shorter(longer(pause, run.lasted.multipliedBy(2)), LONG_ENOUGH);
		}
	}

	private boolean ended(@Nullable Throwable thrown, Duration lasted) {
		if (thrown == null) {
			this.returned.accept(lasted);
			return true;
		}
		Verdict verdict = this.oversight.detection().judge(thrown, Detector.WORKER);
		if (verdict.weight() == Verdict.Weight.DEPENDENCY) {
			this.oversight.outcomes().dependencyFailed(this, Detector.WORKER, thrown);
			return false;
		}
		this.oversight.link().exited(verdict.failure());
		return true;
	}

	private boolean stopped() {
		return this.stopped.getCount() == 0;
	}

	private boolean paused(Duration pause) {
		try {
			return !this.stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			return !stopped();
		}
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/** What a worker does. */
	@FunctionalInterface
	interface Work {

		void run() throws Throwable;

	}

	/** One run of the worker, which counts as recovered or as over, whatever is first. */
	private final class Run {

		// Guarded by this.
		private boolean over;

		// Guarded by this until over.
		private boolean recovered;

		private Duration lasted = Duration.ZERO;

		@Nullable Throwable go() {
			long begun = System.nanoTime();
			Throwable thrown = null;
			try {
				WorkerLoop.this.work.run();
			}
			catch (Throwable ex) {
				thrown = ex;
			}
			synchronized (this) {
				this.over = true;
			}
			this.lasted = Duration.ofNanos(System.nanoTime() - begun);
			return thrown;
		}

		synchronized void recover() {
			if (!this.over && !this.recovered) {
				this.recovered = true;
				WorkerLoop.this.oversight.outcomes().worked(WorkerLoop.this);
			}
		}

	}

}
