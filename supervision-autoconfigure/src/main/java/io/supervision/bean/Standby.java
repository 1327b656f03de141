package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.spec.Child;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.Outlook;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervised bean whose next generation is made in advance: as soon as one runs, the
 * one after it is made behind it and kept until its supervisor starts it, which then
 * takes no longer than handing it over. If it could not be made, or has reported a fault
 * before its time, or was made before the application had started and is to be told of
 * that, the next start is an ordinary one. It is closed when the component goes down and
 * does not come back by itself.
 */
final class Standby implements Child {

	private static final Logger logger = LoggerFactory.getLogger(Standby.class);

	private final BeanChild child;

	private final String component;

	private final @Nullable Duration limit;

	@GuardedBy("this")
	private @Nullable Reserve reserve;

	/** The number of the last generation one was made behind. */
	@GuardedBy("this")
	private long behind;

	private volatile CompletableFuture<?> discarded = CompletableFuture.completedFuture(null);

	/**
	 * Keep a standby of a component.
	 * @param child the component
	 * @param component its id
	 * @param limit how long the close of one that is not needed may take, or {@code null}
	 * for as long as it takes
	 */
	Standby(BeanChild child, String component, @Nullable Duration limit) {
		this.child = child;
		this.component = component;
		this.limit = limit;
	}

	@Override
	public Executor startsOn(Executor workers) {
		return this.child.startsOn(workers);
	}

	@Override
	public Instance start(Link link) throws Exception {
		Reserve next = take();
		Instance ready = (next != null) ? next.handOver(link) : null;
		return new Successor((ready != null) ? ready : this.child.start(link));
	}

	@Override
	public Classification classify(Throwable cause) {
		return this.child.classify(cause);
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
				next = new Reserve();
				this.reserve = next;
			}
		}
		if (next != null) {
			this.child.startsOn(Runnable::run).execute(next);
		}
	}

	private synchronized @Nullable Reserve take() {
		Reserve taken = this.reserve;
		this.reserve = null;
		return taken;
	}

	private synchronized boolean drop(Reserve spoiled) {
		boolean dropped = this.reserve == spoiled;
		this.reserve = dropped ? null : this.reserve;
		return dropped;
	}

	/**
	 * A generation that nobody has asked for yet. What it reports until then is of no
	 * interest to its supervisor, but it is not used any more.
	 */
	private final class Reserve implements Runnable, Link {

		private final CompletableFuture<Instance> made = new CompletableFuture<>();

		private final int toldOf = Standby.this.child.startEventsDue();

		@GuardedBy("this")
		private @Nullable Thread maker;

		@GuardedBy("this")
		private @Nullable Link link;

		@GuardedBy("this")
		private boolean useless;

		@Override
		public void run() {
			try {
				begin();
				this.made.complete(Standby.this.child.start(this));
			}
			catch (Throwable ex) {
				this.made.completeExceptionally(ex);
				if (!isUseless()) {
					logger.warn("No standby of '{}' could be made; its next start takes as long as any",
							Standby.this.component, ex);
				}
			}
			finally {
				end();
			}
		}

		private synchronized void begin() throws InterruptedException {
			this.maker = Thread.currentThread();
			if (this.useless) {
				throw new InterruptedException("It is not needed any more");
			}
		}

		private synchronized void end() {
			this.maker = null;
		}

		private synchronized boolean isUseless() {
			return this.useless;
		}

		/**
		 * Wait until it is made, and let it report to its supervisor from now on.
		 * @param supervisor where it reports to
		 * @return the generation, or {@code null} if there is none
		 */
		@Nullable Instance handOver(Link supervisor) throws InterruptedException {
			try {
				Instance instance = this.made.get();
				return adopt(supervisor) ? instance : null;
			}
			catch (ExecutionException ex) {
				return null;
			}
			catch (InterruptedException ex) {
				discard();
				throw ex;
			}
		}

		/** One that was made before the application had started knows too little. */
		private boolean adopt(Link supervisor) {
			boolean outdated = this.toldOf != Standby.this.child.startEventsDue();
			if (outdated) {
				discard();
			}
			synchronized (this) {
				this.link = this.useless ? null : supervisor;
				return !this.useless;
			}
		}

		/** Close it, on a thread of its own, once it is made. */
		void discard() {
			synchronized (this) {
				this.useless = true;
				if (this.maker != null) {
					this.maker.interrupt();
				}
			}
			Standby.this.discarded = this.made.handle((instance, failure) -> instance).thenAcceptAsync((instance) -> {
				if (instance != null) {
					close(instance);
				}
			}, (close) -> new Thread(Standby.this.child.outside(), close, Standby.this.component + "-standby", 0, false)
				.start());
		}

		private void close(Instance instance) {
			try {
				instance.fence();
				instance.stop(ExitReason.shutdown(), Standby.this.limit);
			}
			catch (Throwable ex) {
				logger.warn("The standby of '{}' could not be closed in time", Standby.this.component, ex);
				instance.abandon(() -> {
				});
			}
		}

		private @Nullable Link link() {
			synchronized (this) {
				if (this.link != null || this.useless) {
					return this.link;
				}
			}
			if (drop(this)) {
				logger.warn("The standby of '{}' has reported a fault before its time and is not used",
						Standby.this.component);
				discard();
			}
			return null;
		}

		@Override
		public void exited(ExitReason reason) {
			Link supervisor = link();
			if (supervisor != null) {
				supervisor.exited(reason);
			}
		}

		@Override
		public void suspected(Fault fault) {
			Link supervisor = link();
			if (supervisor != null) {
				supervisor.suspected(fault);
			}
		}

		@Override
		public void recovered() {
			Link supervisor = link();
			if (supervisor != null) {
				supervisor.recovered();
			}
		}

		@Override
		public void outOfPatience(Fault fault) {
			Link supervisor = link();
			if (supervisor != null) {
				supervisor.outOfPatience(fault);
			}
		}

		@Override
		public void outlook(Consumer<Outlook> answer) {
			Link supervisor;
			synchronized (this) {
				supervisor = this.link;
			}
			if (supervisor != null) {
				supervisor.outlook(answer);
			}
			else {
				answer.accept(Outlook.STAYS);
			}
		}

		@Override
		public void agedOut(String reason) {
			Link supervisor = link();
			if (supervisor != null) {
				supervisor.agedOut(reason);
			}
		}

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
