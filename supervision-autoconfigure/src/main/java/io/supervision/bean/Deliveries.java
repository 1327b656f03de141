package io.supervision.bean;

import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.supervision.ComponentUnavailableException;
import io.supervision.bean.ComponentDefinition.Listening;
import io.supervision.detect.OffTheRecord;
import io.supervision.spec.ChildState;
import io.supervision.spec.WhenDown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events one component is told of. While it runs each goes straight through its
 * proxy, on the publisher's thread, and what the listener throws is the publisher's.
 * While it is down, an event is dropped or kept, as is set for the component; whoever
 * published it, and the other listeners, notice nothing of it. One that is isolated is
 * left alone: nobody is to set it going, even where it still answers calls.
 * <p>
 * Kept events are handled one after the other, in the order they came, on one of the
 * tree's workers at a time. As long as there are any, newer ones line up behind them.
 */
final class Deliveries {

	private static final Logger logger = LoggerFactory.getLogger(Deliveries.class);

	private final CallGate gate;

	private final Listening rules;

	private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();

	/** Counted before they are in the queue, so that no more than the bound ever are. */
	private final AtomicInteger keeping = new AtomicInteger();

	private final LongAdder dropped = new LongAdder();

	private final AtomicLong unreported = new AtomicLong();

	private final AtomicInteger looks = new AtomicInteger();

	private volatile @Nullable Executor workers;

	private volatile boolean listens;

	/**
	 * Make the deliveries of a component.
	 * @param gate the way into it
	 * @param rules what becomes of events while it is down
	 */
	Deliveries(CallGate gate, Listening rules) {
		this.gate = gate;
		this.rules = rules;
		gate.tell(this::changed);
	}

	/**
	 * Say what handles events that were kept.
	 * @param workers runs what listeners do; must not queue
	 */
	void use(Executor workers) {
		this.workers = workers;
	}

	/** The component has a listener. */
	void listens() {
		this.listens = true;
	}

	/**
	 * Tell the component of an event.
	 * @param call calls its listener through its proxy
	 * @param later the same, if it has to be done later; what the listener returns is
	 * handled too. {@code null} if there is no need to
	 * @return what the listener returned, {@code null} if it was not called
	 */
	@Nullable Object deliver(Supplier<@Nullable Object> call, @Nullable Runnable later) {
		String hindrance = hindrance();
		if (hindrance == null) {
			EventCall attempt = new EventCall(this.gate, this.rules.whenDown() == WhenDown.WAIT);
			Object result = attempt.make(call);
			ComponentUnavailableException refusal = attempt.refusal();
			if (refusal == null) {
				return result;
			}
			hindrance = String.valueOf(refusal.getMessage());
		}
		if (later != null) {
			putAside(later, hindrance);
		}
		return null;
	}

	/** What keeps the component from being told, as far as it is known at once. */
	private @Nullable String hindrance() {
		if (this.gate.transition().state() == ChildState.ISOLATED) {
			return "it is ISOLATED";
		}
		if (this.rules.whenDown() == WhenDown.QUEUE && this.keeping.get() > 0) {
			return "others wait for it";
		}
		if (this.rules.whenDown() != WhenDown.WAIT && this.gate.down() && !this.gate.inside()) {
			return "it is down";
		}
		return null;
	}

	private void putAside(Runnable later, String hindrance) {
		if (this.rules.whenDown() != WhenDown.QUEUE) {
			drop(hindrance);
		}
		else if (this.keeping.incrementAndGet() > this.rules.maxQueued()) {
			this.keeping.decrementAndGet();
			drop(this.rules.maxQueued() + " are waiting for it");
		}
		else {
			this.kept.add(OffTheRecord.carriedBy(later));
		}
		// It may have come back in the meantime.
		changed();
	}

	/**
	 * Count an event that the component is never told of.
	 * @param reason why
	 */
	private void drop(String reason) {
		this.dropped.increment();
		if (this.unreported.getAndIncrement() == 0) {
			logger.warn("Events for '{}' are dropped: {}", this.gate.component(), reason);
		}
	}

	/**
	 * Learn how a listener has failed whose result came later.
	 * @param thrown what the result ended with
	 * @return whether it was not called at all, because the component was down
	 */
	boolean refused(Throwable thrown) {
		Throwable cause = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		boolean ours = cause instanceof ComponentUnavailableException unavailable
				&& unavailable.getComponent().equals(this.gate.component());
		if (ours) {
			drop(String.valueOf(cause.getMessage()));
			changed();
		}
		return ours;
	}

	/**
	 * How many events the component was not told of because it was down.
	 * @return the number since the application started, or {@code null} if it has no
	 * listener
	 */
	@Nullable Long dropped() {
		return this.listens ? this.dropped.sum() : null;
	}

	/** How many events wait for the component. */
	int waiting() {
		return this.keeping.get();
	}

	/** Something has changed that events may wait for; often nothing does. */
	private void changed() {
		Executor executor = this.workers;
		if (executor == null || !isReady() || (this.keeping.get() == 0 && this.unreported.get() == 0)) {
			return;
		}
		try {
			executor.execute(this::look);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.debug("Nobody can tell '{}' of events now", this.gate.component(), ex);
		}
	}

	private boolean isReady() {
		return this.gate.transition().state() == ChildState.RUNNING && !this.gate.down();
	}

	/** Looks that come at the same time are left to one, which goes on until none has. */
	private void look() {
		if (this.looks.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		try {
			while (seen != 0) {
				lookOnce();
				seen = this.looks.addAndGet(-seen);
			}
		}
		finally {
			if (seen != 0) {
				this.looks.set(0);
			}
		}
	}

	private void lookOnce() {
		Runnable next = this.kept.peek();
		while (next != null && isReady() && tell(next)) {
			this.kept.poll();
			this.keeping.decrementAndGet();
			next = this.kept.peek();
		}
		long missed = isReady() ? this.unreported.getAndSet(0) : 0;
		if (missed > 0) {
			logger.info("'{}' is back and is told of events again; {} were dropped", this.gate.component(), missed);
		}
	}

	/** Whether it was told, however that has ended. */
	private boolean tell(Runnable event) {
		EventCall attempt = new EventCall(this.gate, false);
		try {
			attempt.make(() -> {
				event.run();
				return null;
			});
		}
		catch (Throwable ex) {
			logger.error("'{}' failed to handle an event that had waited for it", this.gate.component(), ex);
		}
		return attempt.refusal() == null;
	}

	/** Say what is lost when the application ends. */
	void close() {
		if (this.keeping.get() > 0) {
			logger.warn("'{}' did not come back to be told of {} events", this.gate.component(), this.keeping.get());
		}
	}

}
