package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.spec.Child;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervised bean whose next generation is made in advance: as soon as one runs, the
 * one after it is made behind it and kept until its supervisor starts it, which then
 * takes no longer than handing it over. If it could not be made, takes long, or has
 * reported a fault before its time, or was made before the application had started and is
 * to be told of that, the next start is an ordinary one. It is closed when the component
 * goes down and does not come back by itself.
 */
final class Standby implements Child {

	private static final Logger logger = LoggerFactory.getLogger(Standby.class);

	private final BeanChild child;

	private final String component;

	private final Duration startTimeout;

	private final @Nullable Duration limit;

	@GuardedBy("this")
	private @Nullable Reserve reserve;

	/** The number of the last generation one was made behind. */
	@GuardedBy("this")
	private long behind;

	private volatile Duration lastStart = Duration.ZERO;

	private volatile CompletableFuture<?> discarded = CompletableFuture.completedFuture(null);

	/**
	 * Keep a standby of a component.
	 * @param child the component
	 * @param component its id
	 * @param startTimeout how long a start may take, including the wait for a standby
	 * that is still being made
	 * @param limit how long the close of one that is not needed may take, or {@code null}
	 * for as long as it takes
	 */
	Standby(BeanChild child, String component, Duration startTimeout, @Nullable Duration limit) {
		this.child = child;
		this.component = component;
		this.startTimeout = startTimeout;
		this.limit = limit;
	}

	@Override
	public Executor startsOn(Executor workers) {
		return this.child.startsOn(workers);
	}

	@Override
	public Instance start(Link link) throws Exception {
		Reserve next = take();
		Instance ready = (next != null) ? next.handOver(link, patience(this.startTimeout, this.lastStart)) : null;
		return new Successor((ready != null) ? ready : startNow(link));
	}

	/**
	 * How long the making of a standby may take before it is not waited for any more: no
	 * longer than leaves an ordinary start half of the time, and twice as much as the
	 * last one took.
	 * @param startTimeout how long a start may take
	 * @param lastStart how long the last ordinary start took
	 * @return the time, zero or more
	 */
	static Duration patience(Duration startTimeout, Duration lastStart) {
		Duration half = startTimeout.dividedBy(2);
		Duration left = startTimeout.minus(lastStart.multipliedBy(2));
		Duration shorter = (left.compareTo(half) < 0) ? left : half;
		return shorter.isNegative() ? Duration.ZERO : shorter;
	}

	private Instance startNow(Link link) throws Exception {
		long since = this.child.nanos();
		Instance started = this.child.start(link);
		this.lastStart = Duration.ofNanos(this.child.nanos() - since);
		return started;
	}

	@Override
	public Classification classify(Throwable cause) {
		return this.child.classify(cause);
	}

	@Override
	public boolean isOnCurrentThread() {
		return this.child.isOnCurrentThread();
	}

	@Override
	public void became(Transition transition) {
		this.child.became(transition);
		switch (transition.state()) {
			case RUNNING -> prepare();
			case STOPPING, STOPPED, ISOLATED -> {
				Reserve unwanted = take();
				if (unwanted != null) {
					unwanted.discard();
				}
			}
			case STARTING, RESTARTING -> {
			}
		}
	}

	private void prepare() {
		Reserve next = null;
		synchronized (this) {
			if (this.reserve == null && this.behind < this.child.started()) {
				this.behind = this.child.started();
				next = new Reserve(this, this.child, this.component, this.limit);
				this.reserve = next;
			}
		}
		if (next != null) {
			make(next);
		}
	}

	private void make(Reserve next) {
		try {
			this.child.startsOn(Runnable::run).execute(next);
		}
		catch (Throwable ex) {
			drop(next);
			next.notMade(ex);
		}
	}

	private synchronized @Nullable Reserve take() {
		Reserve taken = this.reserve;
		this.reserve = null;
		return taken;
	}

	/**
	 * Do not use a reserve any more, if that is still to be prevented.
	 * @param spoiled the reserve
	 */
	synchronized void drop(Reserve spoiled) {
		if (this.reserve == spoiled) {
			this.reserve = null;
		}
	}

	/** Tell when the reserve that was last not needed has been closed. */
	CompletableFuture<?> discarded() {
		return this.discarded;
	}

	/**
	 * Have the shutdown of the component wait for what is being closed.
	 * @param closed done as soon as it is
	 */
	void leaves(CompletableFuture<?> closed) {
		this.discarded = closed;
	}

	/**
	 * A generation whose shutdown includes that of the one behind it, should that one not
	 * be needed either: what both depend on may be gone afterwards.
	 */
	private final class Successor implements Instance {

		private final Instance instance;

		Successor(Instance instance) {
			this.instance = instance;
		}

		@Override
		public void open() {
			this.instance.open();
		}

		@Override
		public void fence() {
			this.instance.fence();
		}

		@Override
		public void reset() {
			this.instance.reset();
		}

		@Override
		public void unfence() {
			this.instance.unfence();
		}

		@Override
		public boolean drain(Duration within) throws InterruptedException {
			return this.instance.drain(within);
		}

		@Override
		public void stop(ExitReason reason, @Nullable Duration within) throws Exception {
			Deadline deadline = Deadline.in(within);
			this.instance.stop(reason, within);
			awaitDiscarded(deadline.left());
		}

		private void awaitDiscarded(@Nullable Duration left) throws ExecutionException {
			try {
				if (left != null) {
					Standby.this.discarded.get(left.toNanos(), TimeUnit.NANOSECONDS);
				}
				else {
					Standby.this.discarded.get();
				}
			}
			catch (TimeoutException ex) {
				logger.debug("The standby of '{}' is still being closed", Standby.this.component, ex);
			}
			catch (InterruptedException ex) {
				// The supervisor has given up waiting.
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public void whenHeldUp(Set<String> others, Runnable then) {
			this.instance.whenHeldUp(others, then);
		}

		@Override
		public void abandon(Runnable ended) {
			this.instance.abandon(ended);
		}

		@Override
		public List<String> stragglers() {
			return this.instance.stragglers();
		}

	}

}
