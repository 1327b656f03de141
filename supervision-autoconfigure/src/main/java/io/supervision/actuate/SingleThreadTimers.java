package io.supervision.actuate;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.supervision.tree.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers that run their tasks one at a time on a daemon thread of their own. Once closed
 * they run nothing.
 */
public final class SingleThreadTimers implements Timers, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SingleThreadTimers.class);

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Start the thread with the first timer, whoever sets it. It takes its thread group
	 * and its context class loader from the thread that makes this.
	 * @param name the name of the thread
	 */
	public SingleThreadTimers(String name) {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(group, task, name, 0, false);
			thread.setDaemon(true);
			thread.setContextClassLoader(classLoader);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		this.executor.setRemoveOnCancelPolicy(true);
	}

	@Override
	public Timer after(Duration delay, Runnable task) {
		Future<?> future = this.executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A timer's task failed", ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
