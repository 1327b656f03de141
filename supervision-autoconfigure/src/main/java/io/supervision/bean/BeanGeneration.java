package io.supervision.bean;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

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

	private final boolean virtual;

	@GuardedBy("this")
	private @Nullable ExecutorService executor;

	@GuardedBy("this")
	private @Nullable ScheduledThreadPoolExecutor scheduler;

	@GuardedBy("this")
	private @Nullable ExecutorService visitors;

	@GuardedBy("this")
	private boolean quiet;

	@GuardedBy("this")
	private boolean ended;

	/**
	 * Make the handle of a generation.
	 * @param component the id of the component
	 * @param number the number of the generation
	 * @param link the line to its supervisor
	 * @param threads its threads
	 * @param virtual whether tasks run on virtual threads where there are any
	 */
	BeanGeneration(String component, long number, Link link, GenerationThreads threads, boolean virtual) {
		this.component = component;
		this.number = number;
		this.link = link;
		this.threads = threads;
		this.virtual = virtual;
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
			this.executor = (this.virtual && VirtualThreads.AVAILABLE)
					? VirtualThreads.executor(this.component + "-executor-", this.threads)
					: Executors.newCachedThreadPool(this.threads.factory("executor"));
			if (this.ended) {
				this.executor.shutdown();
			}
		}
		return this.executor;
	}

	@Override
	public synchronized ScheduledExecutorService scheduler() {
		if (this.scheduler == null) {
			this.scheduler = new GenerationScheduler(this.threads);
			this.scheduler.setRemoveOnCancelPolicy(true);
			this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
			if (this.quiet) {
				this.scheduler.shutdown();
			}
		}
		return this.scheduler;
	}

	/**
	 * Run what somebody else begins on a thread of this generation, at once.
	 * @param task what to run
	 * @throws java.util.concurrent.RejectedExecutionException once this has ended
	 */
	void visit(Runnable task) {
		visitors().execute(task);
	}

	private synchronized ExecutorService visitors() {
		if (this.visitors == null) {
			this.visitors = Executors.newCachedThreadPool(this.threads.visitors("scheduled"));
			if (this.ended) {
				this.visitors.shutdown();
			}
		}
		return this.visitors;
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
		if (this.visitors != null) {
			this.visitors.shutdownNow();
		}
	}

	@Override
	public String toString() {
		return "generation " + this.number + " of '" + this.component + "'";
	}

}
