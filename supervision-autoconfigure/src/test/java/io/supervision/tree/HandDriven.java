package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The world a tree under test lives in, driven by hand: a clock and timers that move only
 * when told to, and the two executors of the tree.
 * <p>
 * Whatever the tree submits from the test's thread is run right there before
 * {@code execute} returns, in the order it was submitted, the outermost call running
 * everything. So an answer is there before the caller waits for it, and after every
 * statement of a test the tree has come to rest. While some start or stop is held, each
 * worker task runs as a coroutine: on a thread of its own, but only while the test's
 * thread waits for it. Nothing ever runs in parallel, except that a request made through
 * {@link #request} waits for its answer on a thread of its own.
 */
final class HandDriven implements Clock, Timers {

	private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

	private final Thread driver = Thread.currentThread();

	private final ArrayDeque<Task> owner = new ArrayDeque<>();

	private final ArrayDeque<Task> workers = new ArrayDeque<>();

	private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(
			Comparator.comparingLong(Alarm::due).thenComparingLong(Alarm::number));

	private final List<String> log = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private final long origin;

	private long nanos;

	private long submitted;

	private long tasks;

	private boolean running;

	private boolean paused;

	private boolean ownersTurn;

	private boolean holding;

	private @Nullable Random interleaving;

	HandDriven() {
		this(0);
	}

	/**
	 * Begin at a given reading of the clock.
	 * @param nanos what the clock reads, possibly shortly before it overflows
	 */
	HandDriven(long nanos) {
		this.origin = nanos;
		this.nanos = nanos;
	}

	@Override
	public long nanos() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return EPOCH.plusNanos(this.nanos - this.origin);
	}

	/** Give the executor the tree decides on. */
	Executor owner() {
		return (task) -> submit(this.owner, task);
	}

	/** Give the executor the tree starts and stops children on. */
	Executor workers() {
		return (task) -> submit(this.workers, task);
	}

	@Override
	public Timer after(Duration delay, Runnable task) {
		if (delay.isNegative()) {
			violation("a timer was set to a time in the past: " + delay);
		}
		synchronized (this) {
			Alarm alarm = new Alarm((this.nanos - this.origin) + delay.toNanos(), this.submitted++, task);
			this.alarms.add(alarm);
			return () -> cancel(alarm);
		}
	}

	private synchronized void cancel(Alarm alarm) {
		this.alarms.remove(alarm);
	}

	/** Let time pass; what comes due runs in its order, at its time. */
	void advance(Duration time) {
		long target = (this.nanos - this.origin) + time.toNanos();
		for (Alarm alarm = dueBy(target); alarm != null; alarm = dueBy(target)) {
			this.nanos = this.origin + alarm.due();
			alarm.task().run();
			run();
		}
		this.nanos = this.origin + target;
	}

	private synchronized @Nullable Alarm dueBy(long target) {
		Alarm alarm = this.alarms.peek();
		return (alarm != null && alarm.due() <= target) ? this.alarms.poll() : null;
	}

	/** Tell how long until the next timer comes due, or {@code null} if none is set. */
	synchronized @Nullable Duration nextTimer() {
		Alarm alarm = this.alarms.peek();
		return (alarm != null) ? Duration.ofNanos(alarm.due() - (this.nanos - this.origin)) : null;
	}

	/** Tell how many timers are set. */
	synchronized int timers() {
		return this.alarms.size();
	}

	/**
	 * From now on let chance decide which task runs next. The owner's tasks keep their
	 * order among themselves.
	 */
	void interleave(Random random) {
		this.interleaving = random;
	}

	/** Do several things before the tree gets to see any of them. */
	void atOnce(Runnable things) {
		this.paused = true;
		try {
			things.run();
		}
		finally {
			this.paused = false;
		}
		run();
	}

	/** Make a request that waits for something the test holds up. */
	<T> Pending<T> request(Callable<T> request) {
		Pending<T> pending = new Pending<>(request);
		pending.untilAsked();
		run();
		return pending;
	}

	private void submit(ArrayDeque<Task> queue, Runnable task) {
		synchronized (this) {
			queue.add(new Task(this.submitted++, task));
		}
		if (Thread.currentThread() == this.driver) {
			run();
		}
	}

	private void run() {
		if (this.running || this.paused) {
			return;
		}
		this.running = true;
		try {
			while (runNext()) {
				// until nothing is left to do
			}
		}
		finally {
			this.running = false;
		}
	}

	private boolean runNext() {
		Runnable task;
		boolean ownersTask;
		synchronized (this) {
			int worker = nextWorker();
			ownersTask = worker < 0;
			Task next = ownersTask ? this.owner.poll() : take(worker);
			if (next == null) {
				return false;
			}
			task = next.runnable();
			this.tasks++;
		}
		if (ownersTask) {
			this.ownersTurn = true;
			task.run();
			this.ownersTurn = false;
		}
		else if (this.holding) {
			new Coroutine(task).resumeUntilHeld();
		}
		else {
			task.run();
		}
		return true;
	}

	private int nextWorker() {
		if (this.interleaving != null) {
			int choices = this.workers.size() + (this.owner.isEmpty() ? 0 : 1);
			int choice = (choices != 0) ? this.interleaving.nextInt(choices) : -1;
			return (choice < this.workers.size()) ? choice : -1;
		}
		Task first = this.workers.peek();
		Task owners = this.owner.peek();
		boolean ownersTurn = first == null || (owners != null && owners.number() < first.number());
		return ownersTurn ? -1 : 0;
	}

	private Task take(int worker) {
		Iterator<Task> tasks = this.workers.iterator();
		for (int i = 0; i < worker; i++) {
			tasks.next();
		}
		Task task = tasks.next();
		tasks.remove();
		return task;
	}

	/** Tell how many tasks of the tree have been run. */
	long tasks() {
		return this.tasks;
	}

	/** From now on worker tasks can be held. */
	void holding() {
		this.holding = true;
	}

	/**
	 * Hold the worker task that calls this until it is {@linkplain Held#release
	 * released}, whatever interrupts it.
	 * @param held takes the task
	 */
	void park(Held held) {
		if (Thread.currentThread() instanceof Coroutine current) {
			held.taken(current);
			current.park();
		}
		else {
			violation("a start or stop ran outside the workers, on " + Thread.currentThread());
		}
	}

	boolean ownersTurn() {
		return this.ownersTurn && Thread.currentThread() == this.driver;
	}

	void log(String line) {
		this.log.add(line);
	}

	List<String> log() {
		return this.log;
	}

	synchronized void violation(String what) {
		this.violations.add(what);
	}

	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	private record Task(long number, Runnable runnable) {
	}

	private record Alarm(long due, long number, Runnable task) {
	}

	/** A start or stop that hangs until it is released. */
	static final class Held {

		private final HandDriven world;

		private @Nullable Coroutine coroutine;

		Held(HandDriven world) {
			this.world = world;
			world.holding();
		}

		private void taken(Coroutine by) {
			this.coroutine = by;
		}

		/** Tell whether the start or stop has been reached. */
		boolean reached() {
			return this.coroutine != null;
		}

		/** Wait until the thread that hangs has been interrupted. */
		void awaitInterrupt() {
			Awaitility.await().pollInterval(Duration.ofMillis(1)).until(this::interrupted);
		}

		private boolean interrupted() {
			return this.coroutine != null && this.coroutine.interrupted;
		}

		/** Let it go on, and the tree with it. */
		void release() {
			if (this.coroutine == null) {
				throw new IllegalStateException("nothing is held yet");
			}
			Coroutine resumed = this.coroutine;
			this.coroutine = null;
			resumed.resumeUntilHeld();
			this.world.run();
		}

	}

	/** A worker task that hands the turn back to the test's thread when it is held. */
	private final class Coroutine extends Thread {

		private final Runnable task;

		private final Semaphore turn = new Semaphore(0);

		private final Semaphore back = new Semaphore(0);

		private volatile boolean interrupted;

		Coroutine(Runnable task) {
			super("worker");
			this.task = task;
			setDaemon(true);
			start();
		}

		@Override
		public void run() {
			this.turn.acquireUninterruptibly();
			try {
				this.task.run();
			}
			catch (Throwable ex) {
				violation("a worker task threw " + ex);
			}
			finally {
				this.back.release();
			}
		}

		void resumeUntilHeld() {
			this.turn.release();
			this.back.acquireUninterruptibly();
		}

		void park() {
			this.back.release();
			while (true) {
				try {
					this.turn.acquire();
					return;
				}
				catch (InterruptedException ex) {
					this.interrupted = true;
				}
			}
		}

	}

}
