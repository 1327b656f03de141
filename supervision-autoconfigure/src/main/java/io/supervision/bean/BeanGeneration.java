package io.supervision.bean;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.Generation;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Link;
import org.jspecify.annotations.Nullable;

/**
 * One generation as its bean sees it, and the owner of the executors it hands out.
 */
final class BeanGeneration implements Generation {

	private final String component;

	private final long number;

	private final Link link;

	private final GenerationThreads threads;

	@GuardedBy("this")
	private @Nullable ExecutorService executor;

	@GuardedBy("this")
	private @Nullable ScheduledThreadPoolExecutor scheduler;

	@GuardedBy("this")
	private boolean quiet;

	@GuardedBy("this")
	private boolean ended;

	BeanGeneration(String component, long number, Link link, GenerationThreads threads) {
		this.component = component;
		this.number = number;
		this.link = link;
		this.threads = threads;
	}

	@Override
	public String component() {
		return this.component;
	}

	@Override
	public long number() {
		return this.number;
	}

	Link link() {
		return this.link;
	}

	GenerationThreads threads() {
		return this.threads;
	}

	@Override
	public void fail(Throwable cause) {
		Objects.requireNonNull(cause, "'cause' must not be null");
		this.link.exited(ExitReason.failure(Detector.SELF, cause));
	}

	@Override
	public void complete() {
		this.link.exited(ExitReason.normal());
	}

	@Override
	public synchronized ExecutorService executor() {
		if (this.executor == null) {
			this.executor = Executors.newCachedThreadPool(threadFactory("executor"));
			if (this.ended) {
				this.executor.shutdown();
			}
		}
		return this.executor;
	}

	@Override
	public synchronized ScheduledExecutorService scheduler() {
		if (this.scheduler == null) {
			this.scheduler = new ScheduledThreadPoolExecutor(1, threadFactory("scheduler"));
			this.scheduler.setRemoveOnCancelPolicy(true);
			this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
			if (this.quiet) {
				this.scheduler.shutdown();
			}
		}
		return this.scheduler;
	}

	/** Let nothing more be run on schedule: the bean is about to be destroyed. */
	synchronized void quieten() {
		this.quiet = true;
		if (this.scheduler != null) {
			this.scheduler.shutdown();
		}
	}

	/** Shut down the executors and interrupt what runs on them. */
	synchronized void end() {
		this.quiet = true;
		this.ended = true;
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
		}
		if (this.executor != null) {
			this.executor.shutdownNow();
		}
	}

	private ThreadFactory threadFactory(String kind) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> this.threads.thread(this.component + "-" + kind + "-" + count.incrementAndGet(), task);
	}

	@Override
	public String toString() {
		return "generation " + this.number + " of '" + this.component + "'";
	}

}
