package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The threads of one generation: a thread group that every thread started by the bean's
 * constructor and callbacks inherits, and their threads in turn, without any change to
 * the bean.
 * <p>
 * What an uncaught exception leads to is not changed: the group's parent is the group the
 * bean's threads would have been in without supervision, and its handler is called as
 * before.
 * <p>
 * OTP kills a process and all that was its is gone. Here threads are asked to end, by
 * interrupting them, and may refuse. Virtual threads have no group of their own, and a
 * pool that names no group puts a new thread into the group of whichever thread made it
 * grow; neither can be told apart here.
 */
final class GenerationThreads extends ThreadGroup {

	/** From 19 on thread groups need no destroying, and cannot be. */
	private static final boolean NEEDS_DESTROYING = Runtime.version().feature() < 19;

	private static final long LONGEST_LOOK_MILLIS = 500;

	private final AtomicBoolean claimed = new AtomicBoolean();

	private final @Nullable ClassLoader classLoader;

	private final AtomicInteger outlived = new AtomicInteger();

	private volatile @Nullable Thread guest;

	private GenerationThreads(ThreadGroup outside, String component, @Nullable ClassLoader classLoader) {
		super(outside, component);
		this.classLoader = classLoader;
	}

	/**
	 * Make the group of a new generation.
	 * @param blueprint what the generation is made from
	 * @param outside the group its threads would be in without supervision
	 * @return the group
	 */
	static GenerationThreads of(BeanBlueprint blueprint, ThreadGroup outside) {
		return new GenerationThreads(outside, blueprint.name(), blueprint.application().getClassLoader());
	}

	/**
	 * The group threads would be in if there were no generations.
	 * @return the group of the current thread, or of the thread that began it
	 */
	static ThreadGroup outside() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group instanceof GenerationThreads) {
			group = group.getParent();
		}
		return group;
	}

	/**
	 * Take this group for a generation, which can be done once.
	 * @return whether it was free
	 */
	boolean claim() {
		return this.claimed.compareAndSet(false, true);
	}

	/**
	 * Make a thread of this generation. Like a thread made by the application it keeps
	 * the JVM running, and so do the threads it makes in turn.
	 * @param name its name
	 * @param task what it runs
	 * @return the thread, not started
	 */
	Thread thread(String name, Runnable task) {
		Thread thread = new Thread(this, task, name, 0, false);
		thread.setDaemon(false);
		thread.setContextClassLoader(this.classLoader);
		return thread;
	}

	/**
	 * Count a thread of somebody else in while it starts the generation.
	 * @param guest the thread, or {@code null} once it has
	 */
	void lodge(@Nullable Thread guest) {
		this.guest = guest;
	}

	/**
	 * Tell whether a thread belongs to this generation.
	 * @param thread the thread
	 * @return whether it does
	 */
	boolean has(Thread thread) {
		ThreadGroup group = thread.getThreadGroup();
		return thread == this.guest || (group != null && parentOf(group));
	}

	/** Interrupt all threads of this generation but the current one. */
	void interruptAll() {
		alive().forEach(Thread::interrupt);
	}

	/**
	 * Find the threads that still do something for this generation. A thread that waits
	 * in the JDK on nobody's behalf does not: it is the idle worker of a pool or timer
	 * that the bean left open, which no interrupt ends.
	 * @return the threads, the current one not among them
	 */
	List<Thread> busy() {
		return alive().stream().filter((thread) -> !idle(thread)).toList();
	}

	/**
	 * Wait until no thread is busy.
	 * @param limit how long to wait, or {@code null} for as long as it takes
	 * @return whether none is
	 * @throws InterruptedException if the wait is given up
	 */
	boolean awaitQuiet(@Nullable Duration limit) throws InterruptedException {
		long end = (limit != null) ? System.nanoTime() + limit.toNanos() : 0;
		long look = 1;
		while (true) {
			List<Thread> busy = busy();
			if (busy.isEmpty()) {
				return true;
			}
			long left = (limit != null) ? TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) : Long.MAX_VALUE;
			if (left <= 0) {
				return false;
			}
			busy.get(0).join(Math.min(left, look));
			look = Math.min(2 * look, LONGEST_LOOK_MILLIS);
		}
	}

	/**
	 * Give the group back once its generation has ended and none of its threads is left.
	 * @return whether that is done
	 */
	@SuppressWarnings({ "removal", "deprecation" })
	boolean dismiss() {
		if (activeCount() > 0) {
			return false;
		}
		if (NEEDS_DESTROYING) {
			try {
				destroy();
			}
			catch (IllegalThreadStateException ex) {
				return isDestroyed();
			}
		}
		return true;
	}

	/**
	 * Describe the threads that do not end although they were asked to.
	 * @return the name of each busy thread and where it is
	 */
	List<String> stragglers() {
		return busy().stream().map((thread) -> {
			StackTraceElement[] frames = thread.getStackTrace();
			return thread.getName() + ((frames.length > 0) ? " at " + frames[0] : "");
		}).toList();
	}

	/**
	 * Name the threads that are left of a generation that has ended.
	 * @return their names, a few of them if there are many
	 */
	List<String> leftovers() {
		return alive().stream().limit(5).map(Thread::getName).toList();
	}

	/**
	 * Count how often there was a new generation while this one, although it had ended,
	 * still had threads.
	 * @return how often, this time included
	 */
	int outlived() {
		return this.outlived.incrementAndGet();
	}

	private List<Thread> alive() {
		Thread[] found = new Thread[activeCount() + 8];
		int count = enumerate(found);
		while (count == found.length) {
			found = new Thread[2 * found.length];
			count = enumerate(found);
		}
		List<Thread> alive = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			if (found[i] != Thread.currentThread() && !everybodys(found[i])) {
				alive.add(found[i]);
			}
		}
		return alive;
	}

	private static boolean everybodys(Thread thread) {
		return thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool();
	}

	private static boolean idle(Thread thread) {
		Thread.State state = thread.getState();
		if (state == Thread.State.TERMINATED) {
			return true;
		}
		if (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
			return false;
		}
		for (StackTraceElement frame : thread.getStackTrace()) {
			String type = frame.getClassName();
			if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
				return false;
			}
		}
		return true;
	}

}
