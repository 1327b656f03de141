package io.supervision.tree;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs messages one after another in the order they came, on whatever thread the owner
 * provides. This is the only place where the tree's state changes hands between threads.
 */
final class Mailbox {

	private static final Logger logger = LoggerFactory.getLogger(Mailbox.class);

	private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final Executor owner;

	private volatile @Nullable Thread drainer;

	private final Runnable afterwards;

	/**
	 * Make an empty mailbox.
	 * @param owner what drains it
	 * @param afterwards what to do each time the messages at hand have been handled
	 */
	Mailbox(Executor owner, Runnable afterwards) {
		this.owner = owner;
		this.afterwards = afterwards;
	}

	/**
	 * Put a message in. Without the memory for it, it throws and has done nothing.
	 */
	void post(Runnable message) {
		this.messages.add(message);
		if (this.pending.getAndIncrement() == 0) {
			handOver();
		}
	}

	/** Whether the calling thread is handling messages now. */
	boolean isDraining() {
		return this.drainer == Thread.currentThread();
	}

	/**
	 * Have the owner drain it. If the owner cannot, this thread does; a task that the
	 * owner has refused may turn up all the same, and must not drain it a second time.
	 */
	private void handOver() {
		Runnable task = null;
		try {
			task = drainOnce();
			this.owner.execute(task);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "The owner of the supervision tree refused a task; this thread runs it");
			if (task != null) {
				task.run();
			}
			else {
				drain();
			}
		}
	}

	private Runnable drainOnce() {
		AtomicBoolean taken = new AtomicBoolean();
		return () -> {
			if (taken.compareAndSet(false, true)) {
				drain();
			}
		};
	}

	private void drain() {
		int handled;
		do {
			handled = this.pending.get();
			this.drainer = Thread.currentThread();
			for (int i = 0; i < handled; i++) {
				Runnable message = this.messages.poll();
				if (message != null) {
					survive(message);
				}
			}
			survive(this.afterwards);
			this.drainer = null;
		}
		while (this.pending.addAndGet(-handled) != 0);
	}

	private static void survive(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "The supervision tree survived an unexpected error");
		}
	}

}
