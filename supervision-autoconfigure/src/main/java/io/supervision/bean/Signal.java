package io.supervision.bean;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Wakes threads that wait for something to change. A waiter reads the {@link #epoch},
 * looks at what it waits for, and waits for the next epoch: a change in between is not
 * missed. The lock is held for a few instructions and never across anybody else's code.
 */
final class Signal {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition raised = this.lock.newCondition();

	@GuardedBy("lock")
	private long epoch;

	long epoch() {
		this.lock.lock();
		try {
			return this.epoch;
		}
		finally {
			this.lock.unlock();
		}
	}

	void raise() {
		this.lock.lock();
		try {
			this.epoch++;
			this.raised.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until the epoch has passed, or the time is over.
	 * @param seen the epoch that was read before looking
	 * @param nanos how long to wait at most
	 * @throws InterruptedException if the thread is interrupted while, or before, it
	 * waits
	 */
	void await(long seen, long nanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long left = nanos;
			while (this.epoch == seen && left > 0) {
				left = this.raised.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
