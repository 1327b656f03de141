package io.supervision.bean;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Some of the calls into one generation of a component: those that came while this was
 * the set to be counted on. A call counts itself in and out on the same set. Public
 * because the generated proxies of all components link to it.
 * <p>
 * A set that is closed can only become emptier, see {@link GenerationCalls}. What it
 * takes to look at a call that leaves, such as a lock, is paid for only once the set is
 * no longer open.
 */
public final class CallSet {

	/** Calls come and go. */
	private static final int OPEN = 0;

	/** Calls come, and are looked at when they go. */
	private static final int GUARDED = 1;

	/** No call comes, and those that go are looked at. */
	private static final int CLOSED = 2;

	/** As closed, and it makes no difference any more how its calls end. */
	private static final int HUNG = 3;

	private final GenerationCalls calls;

	private final CallOutcomes outcomes;

	private final long[] counts = Stripes.create();

	/** Written once, before anybody can enter. */
	private Object target;

	/** Written by whoever holds the lock of the generation. */
	private volatile int state = OPEN;

	CallSet(GenerationCalls calls, CallOutcomes outcomes, Object target) {
		this.calls = calls;
		this.outcomes = outcomes;
		this.target = target;
	}

	/**
	 * The instance to call. Called by generated code, between enter and leave.
	 * @return the instance of this generation
	 */
	public Object target() {
		return this.target;
	}

	/**
	 * Leave after a call that has returned. Called by generated code.
	 * @param method the number of the method
	 */
	public void returned(int method) {
		if (this.outcomes.troubled() && this.state != HUNG) {
			recovered(method);
		}
		leave(Stripes.END_NORMALLY);
	}

	/**
	 * Leave after a call that has thrown; what it threw goes on to the caller unchanged.
	 * Called by generated code.
	 * @param method the number of the method
	 * @param thrown what came out
	 */
	public void threw(int method, Throwable thrown) {
		var unused = judge(method, thrown);
		leave(Stripes.END);
	}

	/**
	 * Have it counted what a call has thrown that is still in flight.
	 * @param method the number of the method
	 * @param thrown what came out
	 * @return what was made of it, or {@code null} if nothing was
	 */
	@Nullable Verdict judge(int method, Throwable thrown) {
		try {
			return (this.state != HUNG) ? this.outcomes.threw(method, thrown)
					: this.outcomes.threwTooLate(method, thrown);
		}
		catch (Throwable ex) {
			// The caller is owed what the component threw, not what became of judging it.
			return null;
		}
	}

	private void recovered(int method) {
		try {
			this.outcomes.succeeded(method);
		}
		catch (Throwable ex) {
			// The caller is owed the result.
		}
	}

	/**
	 * Count a call in, unless this set is closed.
	 * @return whether the call is in flight now and has to leave
	 */
	boolean enter() {
		Stripes.add(this.counts, Stripes.BEGIN);
		if (this.state < CLOSED) {
			return true;
		}
		Stripes.add(this.counts, Stripes.END);
		this.calls.turnedAway();
		return false;
	}

	/** Count a call in, although the set may be closed. */
	void enterAnyway() {
		Stripes.add(this.counts, Stripes.BEGIN);
	}

	/**
	 * Leave after what was no call of somebody else, or has not ended normally.
	 * @return whether the thread was interrupted so that the call may end
	 */
	@CanIgnoreReturnValue
	boolean leave() {
		return leave(Stripes.END);
	}

	@CanIgnoreReturnValue
	private boolean leave(long change) {
		Stripes.add(this.counts, change);
		return this.state != OPEN && this.calls.left();
	}

	void bind(Object target) {
		this.target = target;
	}

	void open() {
		this.state = OPEN;
	}

	/** Whether calls are looked at when they go. */
	boolean isGuarded() {
		return this.state != OPEN;
	}

	void guard() {
		this.state = Math.max(this.state, GUARDED);
	}

	void close() {
		this.state = Math.max(this.state, CLOSED);
	}

	void giveUp() {
		this.state = HUNG;
	}

	/** How many calls are in flight: too many rather than too few. */
	long inFlight() {
		return Math.max(Stripes.inFlight(Stripes.sum(this.counts)), 0);
	}

	/** How many calls have ended normally. */
	long ended() {
		return Stripes.ended(Stripes.sum(this.counts));
	}

	GenerationCalls calls() {
		return this.calls;
	}

}
