package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.supervision.detect.GenerationOutcomes;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Instance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running generation of a supervised bean in the hands of its supervisor.
 * <p>
 * It ends in one order, whoever ends it: calls in flight run out, unless they hang,
 * workers are interrupted, the context is closed, the executors it handed out are shut
 * down, and what threads are left are interrupted. It has ended when no call is in flight
 * and no thread is busy. {@link #stop} goes through all this on the supervisor's worker
 * thread; {@link #abandon} does, on a thread of its own, what is then still undone.
 * Closing is done once, by whichever of them comes to it first.
 */
final class BeanInstance implements Instance {

	private static final Logger logger = LoggerFactory.getLogger(BeanInstance.class);

	/** How long to wait at a time for something that may take for ever. */
	private static final Duration A_WHILE = Duration.ofSeconds(1);

	/** How long a call that hung may take to notice that it was interrupted. */
	private static final Duration MOMENT = Duration.ofMillis(100);

	private final BeanChild child;

	private final ComponentContext context;

	private final GenerationCalls calls;

	private final GenerationOutcomes outcomes;

	private final Workers workers;

	private final BeanGeneration generation;

	private final Watches watches;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Make an instance that takes no calls yet.
	 * @param child the component
	 * @param parts what the generation consists of
	 */
	BeanInstance(BeanChild child, Parts parts) {
		this.child = child;
		this.generation = parts.generation();
		this.context = parts.context();
		this.calls = parts.calls();
		this.outcomes = parts.outcomes();
		this.workers = parts.workers();
		this.watches = parts.watches();
	}

	@Override
	public void open() {
		this.child.open(this.calls);
		this.workers.start();
		this.watches.begin();
	}

	@Override
	public void fence() {
		if (!this.calls.fenced()) {
			this.calls.fence();
			this.watches.end();
		}
	}

	@Override
	public void unfence() {
		this.calls.unfence();
		this.watches.begin();
	}

	@Override
	public void reset() {
		this.outcomes.forgetOutages();
	}

	@Override
	public boolean drain(Duration limit) throws InterruptedException {
		return this.calls.drain(limit);
	}

	@Override
	public void whenHeldUp(Set<String> others, Runnable then) {
		this.calls.whenHeldUp(others, then);
	}

	@Override
	public void stop(ExitReason reason, @Nullable Duration limit) throws TimeoutException {
		fence();
		Deadline deadline = Deadline.in(limit);
		boolean hangs = isHang(reason);
		boolean interrupted = false;
		try {
			hangs |= !hangs && waitForCalls(deadline) && this.calls.hangs();
		}
		catch (InterruptedException ex) {
			// The supervisor has given up waiting, so nothing is waited for from here on.
			interrupted = true;
			deadline = Deadline.in(Duration.ZERO);
		}
		takeLeaveOfCallers(hangs);
		close(deadline);
		if (hangs && !interrupted) {
			requireEndOfCalls();
		}
		awaitEnd(interrupted);
	}

	/**
	 * Calls that are left are known before the next generation takes calls. Where they
	 * hang, the threads are interrupted; else they are left to come to an end.
	 */
	private void takeLeaveOfCallers(boolean hangs) {
		if (hangs) {
			this.calls.interruptCallers();
		}
		else {
			this.calls.rememberCallers();
		}
	}

	private static boolean isHang(ExitReason reason) {
		return reason instanceof ExitReason.Failure failure && failure.fault().detector() == Detector.HANG;
	}

	/** Calls that hang are not waited for, apart from the moment an interrupt takes. */
	private void requireEndOfCalls() throws TimeoutException {
		try {
			if (!this.calls.awaitEnd(MOMENT)) {
				throw new TimeoutException(
						this.generation + " is closed, but " + this.calls.inFlight() + " calls in it do not return");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void abandon(Runnable ended) {
		fence();
		Thread closer = new Thread(this.child.outside(), () -> {
			takeLeaveOfCallers(this.calls.hangs());
			this.workers.interrupt();
			this.generation.threads().interruptAll();
			close(Deadline.in(Duration.ZERO));
			this.generation.threads().interruptAll();
			nameStragglers();
			awaitEnd(false);
			logger.info("Nothing is left of {}, which had been abandoned", this.generation);
			ended.run();
		}, this.generation.component() + "-abandoned", 0, false);
		closer.setDaemon(true);
		closer.start();
	}

	/** Say what is left after a moment for those that do end when interrupted. */
	private void nameStragglers() {
		boolean quiet = false;
		try {
			quiet = this.generation.threads().awaitQuiet(A_WHILE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!quiet || this.calls.inFlight() > 0) {
			logger.warn("Abandoned {}: {} calls are in flight, and these threads do not end: {}", this.generation,
					this.calls.inFlight(), stragglers());
		}
	}

	@Override
	public List<String> stragglers() {
		return this.generation.threads().stragglers();
	}

	/**
	 * Leave some of the time for closing: a generation that is only waited for can be
	 * followed by the next one, while a context that is still open holds its ports.
	 */
	private boolean waitForCalls(Deadline deadline) throws InterruptedException {
		Duration left = deadline.left();
		if (left != null) {
			return this.calls.drain(left.minus(deadline.part(10, A_WHILE)));
		}
		while (!this.calls.drain(A_WHILE)) {
			logger.debug("{} waits for {} calls", this.generation, this.calls.inFlight());
		}
		return true;
	}

	private void close(Deadline deadline) {
		if (!this.closing.compareAndSet(false, true)) {
			return;
		}
		try {
			this.calls.shut();
			this.generation.quieten();
			this.workers.interrupt();
			this.workers.await(deadline);
			this.context.close(deadline.left());
		}
		catch (Throwable ex) {
			logger.warn("{} did not close cleanly", this.generation, ex);
		}
		finally {
			this.generation.end();
			this.generation.threads().interruptAll();
			this.closed.countDown();
		}
	}

	/**
	 * Wait, whatever the limit, until nothing of this generation goes on. If that takes
	 * too long, the supervisor abandons it.
	 */
	private void awaitEnd(boolean interruptedBefore) {
		boolean interrupted = interruptedBefore;
		boolean ended = false;
		while (!ended) {
			try {
				this.closed.await();
				ended = this.calls.awaitEnd(A_WHILE) && this.generation.threads().awaitQuiet(null);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.calls.ended();
		this.child.dismiss(this.generation.threads());
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What one generation consists of.
	 *
	 * @param generation what its bean sees of it
	 * @param context the context it lives in
	 * @param calls the way into it
	 * @param outcomes what becomes of its calls
	 * @param workers its workers
	 * @param watches what looks at it
	 */
	record Parts(BeanGeneration generation, ComponentContext context, GenerationCalls calls,
			GenerationOutcomes outcomes, Workers workers, Watches watches) {
	}

}
