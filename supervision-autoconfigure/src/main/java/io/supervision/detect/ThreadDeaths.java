package io.supervision.detect;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import io.supervision.tree.Timers;

/**
 * The threads of one generation that die of an exception nobody catches. The loss of one
 * it needs is a failure, anything else a suspicion, and a dependency's fault degrades it:
 * until the next call that succeeds if it hit a task of a pool, and for the rest of its
 * life if it took a thread away, since no success brings that back.
 * <p>
 * What dies while no calls are taken is reported once they are again. So what the end of
 * the generation makes its threads throw is never reported.
 * <p>
 * Thread-safe without locks. Threads are judged while they die, which must not throw.
 */
public final class ThreadDeaths {

	private static final int MAX_PENDING = 16;

	private final Detection detection;

	private final GenerationOutcomes outcomes;

	private final Link link;

	private final Timers timers;

	private final Queue<Death> pending = new ConcurrentLinkedQueue<>();

	private volatile boolean watching;

	/**
	 * Watch the threads of a generation that does not take calls yet.
	 * @param detection what counts as a fault of the component
	 * @param outcomes what keeps track of the dependencies of this generation
	 * @param link the line to its supervisor
	 * @param timers the tree's timers
	 */
	public ThreadDeaths(Detection detection, GenerationOutcomes outcomes, Link link, Timers timers) {
		this.detection = detection;
		this.outcomes = outcomes;
		this.link = link;
		this.timers = timers;
	}

	/**
	 * Learn of a dead thread, on any thread.
	 * @param dead the thread
	 */
	public void died(DeadThread dead) {
		if (this.pending.size() < MAX_PENDING) {
			this.pending.add(new Death(dead, this.detection.judge(dead.thrown(), Detector.THREAD)));
		}
		reportPending();
	}

	/** The generation takes calls. */
	public void begin() {
		this.watching = true;
		reportPending();
	}

	/** The generation takes no more calls. */
	public void end() {
		this.watching = false;
	}

	private void reportPending() {
		while (this.watching) {
			Death death = this.pending.poll();
			if (death == null) {
				return;
			}
			report(death);
		}
	}

	private void report(Death death) {
		Throwable thrown = death.dead().thrown();
		switch (death.verdict().weight()) {
			case FAILURE -> this.link.exited(death.verdict().failure());
			case DEPENDENCY -> {
				if (death.dead().isLoss()) {
					lost(death);
				}
				else {
					this.outcomes.dependencyFailedOnce(Detector.THREAD, thrown);
				}
			}
			case NOTHING, COUNTED, SUSPICION -> {
				if (death.dead().isLoss()) {
					this.link.exited(ExitReason.failure(Detector.THREAD, thrown));
				}
				else {
					this.link.suspected(Fault.suspicion(Detector.THREAD, thrown));
				}
			}
		}
	}

	/** Nothing tries again by itself, so patience is to be lost by the clock. */
	private void lost(Death death) {
		this.outcomes.dependencyFailed(death, Detector.THREAD, death.dead().thrown());
		Duration patience = this.detection.settings().dependencyPatience();
		if (patience != null) {
			this.timers.after(patience, () -> {
				if (this.watching) {
					lost(death);
				}
			});
		}
	}

	/** A dead thread and what is to be made of its exception. */
	private record Death(DeadThread dead, Verdict verdict) {
	}

}
