package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a tree: as many as it takes that decide, start and stop, and one that
 * tells the time. All are daemons outside of every component's thread group, and those
 * that are idle end.
 * <p>
 * Only one at a time decides, but it need not always be the same: what has been decided
 * is then done on the thread at hand.
 */
public final class TreeThreads implements Timers, AutoCloseable {

	private static final int IDLE_SECONDS = 30;

	/** How many timers that were cancelled may stay in the queue. */
	private static final int MOST_CANCELLED = 100;

	private final ThreadPoolExecutor workers;

	private final ScheduledThreadPoolExecutor timers;

	private final AtomicInteger cancelled = new AtomicInteger();

	/**
	 * Make the threads; each begins when it is needed.
	 * @param classLoader the context class loader of all of them
	 */
	public TreeThreads(@Nullable ClassLoader classLoader) {
		ThreadGroup group = GenerationThreads.outside();
		this.workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), factory("supervision-worker", group, classLoader));
		this.timers = new ScheduledThreadPoolExecutor(1, factory("supervision-timer", group, classLoader),
				new ThreadPoolExecutor.DiscardPolicy());
	}

	private static ThreadFactory factory(String name, ThreadGroup group, @Nullable ClassLoader classLoader) {
		AtomicInteger made = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(group, task, name + "-" + made.incrementAndGet(), 0, false);
			thread.setDaemon(true);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

	/**
	 * What runs the tree's mailbox.
	 * @return the same as {@link #workers()}
	 */
	public Executor owner() {
		return this.workers;
	}

	/**
	 * What runs starts and stops.
	 * @return an executor that never queues
	 */
	public Executor workers() {
		return this.workers;
	}

	/**
	 * Set a timer. Most are limits that are cancelled long before they are due. They keep
	 * nothing of their task then, and some of them stay in the queue: the thread that
	 * tells the time would be woken for each new limit if there was no earlier one.
	 */
	@Override
	public Timer after(Duration delay, Runnable task) {
		ScheduledFuture<?> timer = this.timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> {
			if (timer.cancel(false) && this.cancelled.incrementAndGet() % MOST_CANCELLED == 0) {
				this.timers.purge();
			}
		};
	}

	/** How many timers are set, or were cancelled and are still in the queue. */
	int timers() {
		return this.timers.getQueue().size();
	}

	/**
	 * Set no more timers and forget those that are set. Stops that have been abandoned
	 * may still come to an end; the threads go as soon as nothing is left to do, and with
	 * them what they hold of an application that may be loaded anew.
	 */
	@Override
	public void close() {
		this.timers.shutdownNow();
		this.workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
	}

}
