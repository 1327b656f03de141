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
 * <p>
 * What messages begin is done on worker threads. To wake a thread costs more than most
 * messages do, and where processors are busy it has to wait for its turn, so where
 * messages are handled on worker threads too, nobody is woken for what the thread at hand
 * can do: one that has handled messages goes on with what they have begun, and one that
 * has done something handles the message that says so, and goes on from there.
 */
final class Mailbox {

	private static final Logger logger = LoggerFactory.getLogger(Mailbox.class);

	private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final Executor owner;

	private final Executor workers;

	/** Whether messages are handled on worker threads. */
	private final boolean shared;

	private volatile @Nullable Thread drainer;

	/** Whether the drainer is a worker thread that may be kept. Only its own. */
	private boolean mayKeep;

	/** What the drainer does when it has handled the messages at hand. Only its own. */
	private @Nullable Runnable kept;

	private final Runnable afterwards;

	/**
	 * Make an empty mailbox.
	 * @param owner what drains it
	 * @param afterwards what to do each time the messages at hand have been handled
	 */
	Mailbox(Executor owner, Runnable afterwards) {
		this(owner, owner, afterwards);
	}

	/**
	 * Make an empty mailbox.
	 * @param owner what drains it
	 * @param workers does what messages begin, at once; may be the owner too, if it has
	 * as many threads as it takes
	 * @param afterwards what to do each time the messages at hand have been handled
	 */
	Mailbox(Executor owner, Executor workers, Runnable afterwards) {
		this.owner = owner;
		this.workers = workers;
		this.shared = owner == workers;
		this.afterwards = afterwards;
	}

	/**
	 * Put a message in. Without the memory or the stack for it, it throws and has done
	 * nothing.
	 */
	void post(Runnable message) {
		StackRoom.require();
		this.messages.add(message);
		if (this.pending.getAndIncrement() == 0) {
			handOver();
		}
	}

	/**
	 * Put a message in as the last thing that is done on a worker thread, which handles
	 * it if it can. Throws as {@link #post} does.
	 * @param message the message
	 * @param done what has been done, with nothing to follow
	 */
	void report(Runnable message, Work done) {
		this.messages.add(message);
		if (this.pending.getAndIncrement() == 0) {
			if (this.shared) {
				// An interrupt was for what is over, as at the end of any task of a pool.
				Thread.interrupted();
				done.next(drain(true));
			}
			else {
				handOver();
			}
		}
	}

	/**
	 * Put a message in as the last thing that is done on a thread of a component. If
	 * nobody handles messages, it handles one and leaves all else to the owner: its time
	 * is not the tree's. Throws as {@link #post} does.
	 * @param message the message
	 * @param ending what there is to do after it in any case
	 */
	void announce(Runnable message, Ending ending) {
		this.messages.add(message);
		if (this.pending.getAndIncrement() == 0) {
			if (!this.shared || handleOne(ending) || this.pending.decrementAndGet() != 0) {
				handOver();
			}
		}
	}

	/** Whether the owner is to go on even if there are no more messages. */
	private boolean handleOne(Ending ending) {
		// As in a report, and the thread has nothing else to do.
		Thread.interrupted();
		this.mayKeep = false;
		this.drainer = Thread.currentThread();
		handleNext();
		boolean more = true;
		try {
			more = ending.end();
		}
		catch (Throwable ex) {
			complain(ex);
		}
		this.drainer = null;
		return more;
	}

	/**
	 * Begin something on a worker thread: another one, or this one as soon as it has
	 * handled the messages at hand.
	 */
	void begin(Runnable task) {
		if (isDraining() && this.mayKeep && this.kept == null) {
			this.kept = task;
		}
		else {
			this.workers.execute((task instanceof Work work && this.shared) ? () -> work(work) : task);
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
				drain(false);
			}
		}
	}

	private Runnable drainOnce() {
		Thread refused = Thread.currentThread();
		AtomicBoolean taken = new AtomicBoolean();
		return () -> {
			if (taken.compareAndSet(false, true)) {
				work(drain(this.shared && Thread.currentThread() != refused));
			}
		};
	}

	/**
	 * Handle messages until there are none, or there is something to do.
	 * @param mayKeep whether this thread can do it
	 * @return what it is to do, now that it handles no messages any more
	 */
	private @Nullable Runnable drain(boolean mayKeep) {
		Runnable next;
		boolean more;
		do {
			int handled = this.pending.get();
			this.drainer = Thread.currentThread();
			this.mayKeep = mayKeep;
			for (int i = 0; i < handled; i++) {
				handleNext();
			}
			survive(this.afterwards);
			next = this.kept;
			this.kept = null;
			this.drainer = null;
			more = this.pending.addAndGet(-handled) != 0;
		}
		while (more && next == null);
		if (more) {
			handOver();
		}
		return next;
	}

	private void handleNext() {
		Runnable message = this.messages.poll();
		if (message != null) {
			survive(message);
		}
	}

	/** Do something on this worker thread, then what comes of it, and so on. */
	private static void work(@Nullable Runnable first) {
		for (Runnable task = first; task != null;) {
			survive(task);
			task = (task instanceof Work work) ? work.takeNext() : null;
		}
	}

	private static void survive(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			complain(ex);
		}
	}

	private static void complain(Throwable problem) {
		Complaints.error(logger, problem, "The supervision tree survived an unexpected error");
	}

	/** What ends the handling of a message. */
	@FunctionalInterface
	interface Ending {

		/**
		 * End it.
		 * @return whether the owner is to go on, though there may be no message
		 */
		boolean end();

	}

}
