package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
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
 * The threads of a tree: one that decides, as many as it takes that start and stop, and
 * one that tells the time. All are daemons outside of every component's thread group, and
 * those that are idle end.
 */
public final class TreeThreads implements Timers, AutoCloseable {

	private static final int IDLE_SECONDS = 30;

	private final ThreadPoolExecutor owner;

	private final ThreadPoolExecutor workers;

	private final ScheduledThreadPoolExecutor timers;

	/**
	 * Make the threads; each begins when it is needed.
	 * @param classLoader the context class loader of all of them
	 */
	public TreeThreads(@Nullable ClassLoader classLoader) {
		ThreadGroup group = GenerationThreads.outside();
		this.owner = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				factory("supervision-owner", group, classLoader));
		this.owner.allowCoreThreadTimeOut(true);
		this.workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), factory("supervision-worker", group, classLoader));
		this.timers = new ScheduledThreadPoolExecutor(1, factory("supervision-timer", group, classLoader),
				new ThreadPoolExecutor.DiscardPolicy());
		this.timers.setRemoveOnCancelPolicy(true);
	}

	private static ThreadFactory factory(String name, ThreadGroup group, @Nullable ClassLoader classLoader) {
		AtomicInteger made = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(group, task, name + "-" + made.incrementAndGet());
			thread.setDaemon(true);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

	/**
	 * What runs the tree's mailbox.
	 * @return an executor with one thread
	 */
	public Executor owner() {
		return this.owner;
	}

	/**
	 * What runs starts and stops.
	 * @return an executor that never queues
	 */
	public Executor workers() {
		return this.workers;
	}

	@Override
	public Timer after(Duration delay, Runnable task) {
		ScheduledFuture<?> timer = this.timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> timer.cancel(false);
	}

	/**
	 * Set no more timers and forget those that are set. Stops that have been abandoned
	 * may still come to an end; the threads go as soon as nothing is left to do, and with
	 * them what they hold of an application that may be loaded anew.
	 */
	@Override
	public void close() {
		this.timers.shutdownNow();
		this.owner.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
		this.workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
	}

}
