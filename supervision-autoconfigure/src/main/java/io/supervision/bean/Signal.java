package io.supervision.bean;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Wakes threads that wait for something to change. A waiter reads the {@link #epoch},
 * looks at what it waits for, and waits for the next epoch: a change in between is not
 * missed, because who is going to park is known here before it looks at the epoch again.
 * There is no lock, so those who are woken together need not wait for each other.
 */
final class Signal {

	private final AtomicLong epoch = new AtomicLong();

	private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

	long epoch() {
		return this.epoch.get();
	}

	void raise() {
		this.epoch.incrementAndGet();
		for (Thread thread : this.waiting) {
			LockSupport.unpark(thread);
		}
	}

	/**
	 * Have one thread look again whether it still needs to wait.
	 * @param thread the thread, which need not be waiting
	 */
	static void wake(Thread thread) {
		LockSupport.unpark(thread);
	}

	/**
	 * Wait until the epoch has passed, or the time is over.
	 * @param seen the epoch that was read before looking
	 * @param nanos how long to wait at most
	 * @throws InterruptedException if the thread is interrupted while, or before, it
	 * waits
	 */
	void await(long seen, long nanos) throws InterruptedException {
		await(seen, nanos, () -> false);
	}

	/**
	 * Wait until the epoch has passed, the time is over, or there is no need to any more.
	 * @param seen the epoch that was read before looking
	 * @param nanos how long to wait at most
	 * @param over whether this thread need not wait; whoever changes that has it
	 * {@linkplain #wake look again}
	 * @throws InterruptedException if the thread is interrupted while, or before, it
	 * waits
	 */
	void await(long seen, long nanos, BooleanSupplier over) throws InterruptedException {
		long since = System.nanoTime();
		long left = nanos;
		this.waiting.add(Thread.currentThread());
		try {
			requireNoInterrupt();
			while (this.epoch.get() == seen && left > 0 && !over.getAsBoolean()) {
				LockSupport.parkNanos(this, left);
				requireNoInterrupt();
				left = nanos - (System.nanoTime() - since);
			}
		}
		finally {
			this.waiting.remove(Thread.currentThread());
		}
	}

	private static void requireNoInterrupt() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

}
