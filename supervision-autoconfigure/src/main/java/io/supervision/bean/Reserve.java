package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.Outlook;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generation that nobody has asked for yet. What it reports until then is of no
 * interest to its supervisor, but it is not used any more.
 */
final class Reserve implements Runnable, Link {

	private static final Logger logger = LoggerFactory.getLogger(Reserve.class);

	private final Standby standby;

	private final BeanChild child;

	private final String component;

	private final @Nullable Duration limit;

	private final long since;

	private final CompletableFuture<Instance> made = new CompletableFuture<>();

	/** What a start gets: what was made, or nothing as soon as that is no use. */
	private final CompletableFuture<@Nullable Instance> offered = new CompletableFuture<>();

	private final int toldOf;

	@GuardedBy("this")
	private @Nullable Thread maker;

	@GuardedBy("this")
	private @Nullable Link link;

	@GuardedBy("this")
	private boolean useless;

	/**
	 * Prepare one; it is made where this is run.
	 * @param standby whose it is
	 * @param child the component
	 * @param component its id
	 * @param limit how long its close may take, or {@code null} for as long as it takes
	 */
	Reserve(Standby standby, BeanChild child, String component, @Nullable Duration limit) {
		this.standby = standby;
		this.child = child;
		this.component = component;
		this.limit = limit;
		this.toldOf = child.startEventsDue();
		this.since = child.nanos();
	}

	@Override
	public void run() {
		try {
			begin();
			Instance instance = this.child.start(this);
			this.made.complete(instance);
			this.offered.complete(instance);
		}
		catch (Throwable ex) {
			notMade(ex);
		}
		finally {
			end();
		}
	}

	/**
	 * There will be none.
	 * @param reason why
	 */
	void notMade(Throwable reason) {
		this.made.completeExceptionally(reason);
		this.offered.complete(null);
		if (!isUseless()) {
			logger.warn("No standby of '{}' could be made; its next start takes as long as any", this.component,
					reason);
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
	 * @param patience how long the making of it may have taken by then
	 * @return the generation, or {@code null} if there is none
	 * @throws InterruptedException if the start is given up
	 */
	@Nullable Instance handOver(Link supervisor, Duration patience) throws InterruptedException {
		try {
			long left = patience.toNanos() - (this.child.nanos() - this.since);
			Instance instance = this.offered.get(left, TimeUnit.NANOSECONDS);
			return (instance != null && adopt(supervisor)) ? instance : null;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (TimeoutException ex) {
			logger.warn("The standby of '{}' is not used: its making may take {} and still leave an ordinary start "
					+ "the time it needs", this.component, Durations.text(patience));
			discard();
			return null;
		}
		catch (InterruptedException ex) {
			discard();
			throw ex;
		}
	}

	/** One that was made before the application had started knows too little. */
	private boolean adopt(Link supervisor) {
		boolean outdated = this.toldOf != this.child.startEventsDue();
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
		this.offered.complete(null);
		this.standby.leaves(this.made.handle((instance, failure) -> instance).thenAcceptAsync((instance) -> {
			if (instance != null) {
				close(instance);
			}
		}, (close) -> new Thread(this.child.outside(), close, this.component + "-standby", 0, false).start()));
	}

	private void close(Instance instance) {
		try {
			instance.fence();
			instance.stop(ExitReason.shutdown(), this.limit);
		}
		catch (Throwable ex) {
			logger.warn("The standby of '{}' could not be closed in time", this.component, ex);
			instance.abandon(() -> {
			});
		}
	}

	private @Nullable Link link() {
		synchronized (this) {
			if (this.link != null || this.useless) {
				return this.link;
			}
			this.useless = true;
		}
		this.standby.drop(this);
		logger.warn("The standby of '{}' has reported a fault before its time and is not used", this.component);
		discard();
		return null;
	}

	private void report(Consumer<Link> report) {
		Link supervisor = link();
		if (supervisor != null) {
			report.accept(supervisor);
		}
	}

	@Override
	public void exited(ExitReason reason) {
		report((supervisor) -> supervisor.exited(reason));
	}

	@Override
	public void suspected(Fault fault) {
		report((supervisor) -> supervisor.suspected(fault));
	}

	@Override
	public void recovered() {
		report((supervisor) -> supervisor.recovered());
	}

	@Override
	public void outOfPatience(Fault fault) {
		report((supervisor) -> supervisor.outOfPatience(fault));
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
		report((supervisor) -> supervisor.agedOut(reason));
	}

}
