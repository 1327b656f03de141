package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.detect.DeadThread;
import io.supervision.detect.ThreadDeaths;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one generation: a thread group that every thread started by the bean's
 * constructor and callbacks inherits, and their threads in turn, without any change to
 * the bean.
 * <p>
 * What an uncaught exception leads to is not changed, it is only seen on its way: the
 * group's parent is the group the bean's threads would have been in without supervision,
 * and its handler is called as before.
 * <p>
 * The threads that are alive when the start has ended are what the bean was made with.
 * They are a fixed set for as long as none of them has ended but by an exception seen
 * here; a thread that returns has done what it was for, as far as anybody can tell, so
 * its end is no fault. A fixed set has shrunk for good when fewer threads are alive than
 * before while one of it dies: a pool has made the replacement of a worker by the time
 * its exception gets here.
 * <p>
 * OTP kills a process and all that was its is gone. Here threads are asked to end, by
 * interrupting them, and may refuse. Not seen are the exceptions of threads that have a
 * handler of their own, those that are kept in a {@code Future}, and virtual threads
 * other than those of the executor a generation hands out. A pool that names no group
 * puts a new thread into the group of whichever thread made it grow, so a thread may be
 * here, or elsewhere, by accident.
 */
final class GenerationThreads extends ThreadGroup {

	/** From 19 on thread groups need no destroying, and cannot be. */
	private static final boolean NEEDS_DESTROYING = Runtime.version().feature() < 19;

	private static final long LONGEST_LOOK_MILLIS = 500;

	private static final String TIMER = "java.util.TimerThread";

	private static final Logger logger = LoggerFactory.getLogger(GenerationThreads.class);

	private final AtomicBoolean claimed = new AtomicBoolean();

	/** Groups that cannot be given back outlive the application. */
	private final WeakReference<@Nullable ClassLoader> classLoader;

	private final AtomicInteger outlived = new AtomicInteger();

	/** Virtual threads, which have no group, while they run. */
	private final Set<Thread> virtual = ConcurrentHashMap.newKeySet();

	/** Ids of the threads that were alive when the start had ended. Guarded by dead. */
	private final Set<Long> founders = new HashSet<>();

	/** Ids of those that no pool had made, as far as is known. Guarded by dead. */
	private final Set<Long> unpooled = new HashSet<>();

	/** Ids of the threads that have died and are not to be missed. Guarded by itself. */
	private final Set<Long> dead = new HashSet<>();

	/** How many were alive when one last died. Guarded by dead. */
	private int strength;

	private volatile @Nullable ThreadDeaths deaths;

	private volatile @Nullable Thread guest;

	private GenerationThreads(ThreadGroup outside, String component, @Nullable ClassLoader classLoader) {
		super(outside, component);
		this.classLoader = new WeakReference<>(classLoader);
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
		return prepare(new Thread(this, task, name, 0, false));
	}

	private Thread prepare(Thread thread) {
		thread.setDaemon(false);
		thread.setContextClassLoader(this.classLoader.get());
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
		return thread == this.guest || (group != null && parentOf(group)) || this.virtual.contains(thread);
	}

	/**
	 * Let the deaths of threads be known from now on.
	 * @param deaths whom to tell
	 */
	void watch(ThreadDeaths deaths) {
		this.deaths = deaths;
	}

	/** The start has ended: who is alive now is what the bean was made with. */
	void settle() {
		Set<Long> alive = ids(inGroup());
		synchronized (this.dead) {
			this.founders.addAll(alive);
			this.strength = this.founders.size();
			// the thread of the start is about to end
			this.dead.add(Thread.currentThread().getId());
		}
	}

	/**
	 * Find out which threads the bean was made with are no pool's. To look at a stack may
	 * stop the whole JVM for a moment, so this is for when nobody waits any more; one
	 * that dies before counts as a pool's.
	 */
	void tellPools() {
		for (Thread thread : inGroup()) {
			boolean founder;
			synchronized (this.dead) {
				founder = this.founders.contains(thread.getId());
			}
			if (founder && !DeadThread.isPools(thread.getStackTrace())) {
				synchronized (this.dead) {
					this.unpooled.add(thread.getId());
				}
			}
		}
	}

	/**
	 * Make a factory of this generation's threads, numbered from 1.
	 * @param kind what they are for
	 * @return the factory
	 */
	ThreadFactory factory(String kind) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> thread(getName() + "-" + kind + "-" + count.incrementAndGet(), task);
	}

	/**
	 * Make a factory of threads for those who call in from outside. They are interrupted
	 * with this generation, but say nothing of how many threads the bean has.
	 * @param kind what they are for
	 * @return the factory
	 */
	ThreadFactory visitors(String kind) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> prepare(new Visitor(this, task, getName() + "-" + kind + "-" + count.incrementAndGet()));
	}

	/**
	 * Take a task along that runs on a virtual thread, for as long as it runs.
	 * @param task the task
	 * @return the task as it is to be run
	 */
	Runnable visited(Runnable task) {
		return () -> {
			Thread current = Thread.currentThread();
			this.virtual.add(current);
			current.setContextClassLoader(this.classLoader.get());
			try {
				task.run();
			}
			finally {
				this.virtual.remove(current);
			}
		};
	}

	@Override
	public void uncaughtException(Thread thread, Throwable thrown) {
		try {
			if (!everybodys(thread)) {
				died(thread, thrown);
			}
		}
		finally {
			super.uncaughtException(thread, thrown);
		}
	}

	/**
	 * Learn of an exception that nobody has caught. Never throws.
	 * @param thread where it came out
	 * @param thrown the exception
	 */
	void died(Thread thread, Throwable thrown) {
		try {
			ThreadDeaths told = this.deaths;
			if (told != null) {
				told.died(dead(thread, thrown));
			}
		}
		catch (Throwable ex) {
			complain(thread, ex);
		}
	}

	private DeadThread dead(Thread thread, Throwable thrown) {
		boolean ends = thread == Thread.currentThread() && ends();
		boolean founder = false;
		boolean missed = false;
		if (ends) {
			Set<Long> alive = ids(inGroup().stream().filter((other) -> !(other instanceof Visitor)).toList());
			synchronized (this.dead) {
				founder = this.unpooled.contains(thread.getId());
				this.dead.add(thread.getId());
				alive.removeAll(this.dead);
				boolean fixed = this.founders.stream().allMatch((id) -> alive.contains(id) || this.dead.contains(id));
				missed = fixed && alive.size() < this.strength && !(thread instanceof ForkJoinWorkerThread);
				this.strength = Math.min(this.strength, alive.size());
			}
		}
		return new DeadThread(thrown, ends, founder, thread.getClass().getName().equals(TIMER), missed);
	}

	private static void complain(Thread thread, Throwable problem) {
		try {
			logger.error("The end of thread '{}' could not be judged", thread.getName(), problem);
		}
		catch (Throwable ex) {
			// not even that: the machine is out of memory or stack
		}
	}

	/** Whether the current thread is here because it ends. */
	private static boolean ends() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> frame.getClassName().equals(Thread.class.getName())
					&& frame.getMethodName().equals("dispatchUncaughtException")));
	}

	private static Set<Long> ids(List<Thread> threads) {
		Set<Long> ids = new HashSet<>();
		for (Thread thread : threads) {
			ids.add(thread.getId());
		}
		return ids;
	}

	/** Interrupt all threads of this generation but the current one. */
	void interruptAll() {
		for (Thread thread : alive()) {
			thread.interrupt();
		}
	}

	/**
	 * Find the threads that still do something for this generation. A thread that waits
	 * in the JDK on nobody's behalf does not: it is the idle worker of a pool or timer
	 * that the bean left open, which no interrupt ends.
	 * @return the threads, the current one not among them
	 */
	List<Thread> busy() {
		List<Thread> busy = alive();
		busy.removeIf(GenerationThreads::idle);
		return busy;
	}

	/**
	 * Wait until no thread is busy. Those that are about to end are given a moment to do
	 * so before their stacks are looked at.
	 * @param limit how long to wait, or {@code null} for as long as it takes
	 * @return whether none is
	 * @throws InterruptedException if the wait is given up
	 */
	boolean awaitQuiet(@Nullable Duration limit) throws InterruptedException {
		long end = (limit != null) ? System.nanoTime() + limit.toNanos() : 0;
		long look = 1;
		List<Thread> busy = alive();
		while (!busy.isEmpty()) {
			long left = (limit != null) ? TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) : Long.MAX_VALUE;
			if (left <= 0) {
				return false;
			}
			busy.get(0).join(Math.min(left, look));
			look = Math.min(2 * look, LONGEST_LOOK_MILLIS);
			busy = busy();
		}
		return true;
	}

	/**
	 * Give the group of a generation that has ended back once none of its threads is
	 * left. Whoever holds one of them, which from 19 on also means one that has ended,
	 * holds this group, but nothing of the generation.
	 * @return whether that is done
	 */
	@SuppressWarnings({ "removal", "deprecation" })
	boolean dismiss() {
		this.deaths = null;
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
		List<Thread> alive = inGroup();
		for (Thread thread : this.virtual) {
			if (thread != Thread.currentThread()) {
				alive.add(thread);
			}
		}
		return alive;
	}

	private List<Thread> inGroup() {
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

	/** A thread that somebody else's calls are made on. */
	private static final class Visitor extends Thread {

		Visitor(ThreadGroup group, Runnable task, String name) {
			super(group, task, name, 0, false);
		}

	}

}
