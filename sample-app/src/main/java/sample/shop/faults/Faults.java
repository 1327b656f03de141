package sample.shop.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The faults of one generation of a component. They end with it: the next generation has
 * its own.
 */
public class Faults {

	private final String component;

	private final Map<String, Runnable> kinds = new ConcurrentHashMap<>();

	private final Duration slowness;

	/** How many bytes each call keeps if it leaks. */
	private final int leakage;

	private volatile boolean exception;

	private volatile boolean hang;

	private volatile boolean slow;

	private volatile boolean worker;

	private volatile boolean probe;

	private volatile boolean thread;

	private volatile boolean leak;

	private final Queue<byte[]> leaked = new ConcurrentLinkedQueue<>();

	Faults(String component, Duration slowness, int leakage) {
		this.component = component;
		this.slowness = slowness;
		this.leakage = leakage;
		this.kinds.put("exception", () -> this.exception = true);
	}

	/**
	 * Add the kind {@code corrupt}.
	 * @param corruption makes the component's state wrong
	 * @return this
	 */
	public Faults corrupt(Runnable corruption) {
		this.kinds.put("corrupt", corruption);
		return this;
	}

	/**
	 * Add the kind {@code slow}.
	 * @return this
	 */
	public Faults slow() {
		this.kinds.put("slow", () -> this.slow = true);
		return this;
	}

	/**
	 * Add the kind {@code worker}.
	 * @return this
	 */
	public Faults worker() {
		this.kinds.put("worker", () -> this.worker = true);
		return this;
	}

	/**
	 * Add the kind {@code probe}.
	 * @return this
	 */
	public Faults probe() {
		this.kinds.put("probe", () -> this.probe = true);
		return this;
	}

	/**
	 * Add the kind {@code dead-thread}.
	 * @param wakeUp makes a thread that the component has started look for its next task
	 * @return this
	 */
	public Faults deadThread(Runnable wakeUp) {
		this.kinds.put("dead-thread", () -> {
			this.thread = true;
			wakeUp.run();
		});
		return this;
	}

	/**
	 * Add the kinds {@code hang} and {@code slow}.
	 * @return this
	 */
	public Faults hang() {
		this.kinds.put("hang", () -> this.hang = true);
		this.kinds.put("slow", () -> this.slow = true);
		return this;
	}

	/**
	 * Add the kind {@code leak}.
	 * @return this
	 */
	public Faults leak() {
		this.kinds.put("leak", () -> this.leak = true);
		return this;
	}

	/**
	 * Throw, take long or never return if calls of this generation are broken, and keep
	 * some memory for good if they leak; every method of the component begins with this.
	 */
	public void inCall() {
		throwIf(this.exception, "exception");
		if (this.leak) {
			this.leaked.add(new byte[this.leakage]);
		}
		while (this.hang) {
			// Interrupts are ignored, as by somebody who waits for a lock.
			Thread.interrupted();
			LockSupport.park(this);
		}
		if (this.slow) {
			takeLong();
		}
	}

	private void takeLong() {
		try {
			Thread.sleep(this.slowness.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Throw if a thread of this generation is to die; every round of its loop begins with
	 * this.
	 */
	public void inThread() {
		throwIf(this.thread, "dead-thread");
	}

	/**
	 * Throw if the worker of this generation is broken; every round of its loop begins
	 * with this.
	 */
	public void inWorker() {
		throwIf(this.worker, "worker");
	}

	/**
	 * Tell whether the probe of this generation is to report that it is well.
	 * @return {@code false} if it is broken
	 */
	public boolean inProbe() {
		return !this.probe;
	}

	Map<String, Runnable> kinds() {
		return this.kinds;
	}

	private void throwIf(boolean broken, String kind) {
		if (broken) {
			throw new IllegalStateException("Fault '" + kind + "' of '" + this.component + "'");
		}
	}

}
