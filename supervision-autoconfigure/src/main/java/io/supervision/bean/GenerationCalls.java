package io.supervision.bean;

import java.time.Duration;
import java.util.function.Predicate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.detect.CallOutcomes;

/**
 * The calls into one generation of a component: how many are in flight, and whether more
 * may come. Public because the generated proxies of all components link to it.
 *
 * <h2>Theory of operation</h2> A caller and the supervisor meet here without a lock. The
 * caller counts itself in on a stripe of its own and <em>then</em> reads the fence; the
 * supervisor raises the fence and <em>then</em> sums the stripes. Both steps are volatile
 * accesses, which Java orders totally, so at least one of the two sees the other: either
 * the caller sees the fence and counts itself out again, or the sum contains it. "Fenced
 * and empty" therefore means that no call is in the generation and none will get in. The
 * interleavings this stands or falls with:
 * <ul>
 * <li>The caller reads the fence down, is suspended, and counts itself in after the
 * supervisor has summed. This is why the fence is read after counting; a read before it
 * is worth nothing.</li>
 * <li>The sum is not a snapshot: stripes change while it is taken. After the fence a
 * stripe only falls, apart from callers that count themselves in and out again without
 * having called. So a sum may be too large for a moment, never too small, even if a call
 * is counted out on another stripe than it was counted in on.</li>
 * <li>The last call leaves while the supervisor goes to sleep. The supervisor reads the
 * epoch of the signal before it sums; a call that leaves counts itself out, then reads
 * the fence, and raises the signal if it is up. A call that does not see the fence was
 * counted out before the fence went up, and the sum does not contain it. A caller that
 * was turned away raises the signal too, since a sum may have contained it.</li>
 * <li>A call inside this generation calls its own component while the fence is up. It is
 * let in ({@link #reenter}), or else the drain would wait for it and it for the drain. To
 * be let in and to find the generation empty exclude each other by a lock: a thread that
 * belongs to the generation without being in flight could otherwise slip in behind the
 * drain.</li>
 * <li>The stack overflows. Leaving needs no more stack than entering did and allocates
 * nothing, so a call that was counted in is nearly always counted out. Where the overflow
 * strikes between the two, a count stays behind: the drain of this generation then takes
 * its whole limit, and the generation counts as abandoned. That hurts it once.</li>
 * <li>The fence goes up, down and up again. A caller turned away in between looks again
 * because {@link #unfence} wakes it; a drain that finds the fence down ends unfinished,
 * however empty the generation is.</li>
 * </ul>
 * What Erlang can do and Java cannot: a process has one mailbox, so there is nothing to
 * count and "no more calls" is a message like any other; and a call that never returns is
 * ended by killing the process, whereas here it can only be waited for, interrupted, and
 * left behind, with a reference to the old bean on its stack. Nor can it be seen that a
 * call handed its work to a foreign thread, which now calls back in: that thread waits
 * like any other caller, until the outage is too old to wait for.
 */
public final class GenerationCalls {

	private static final Object NONE = new Object();

	private final CallGate gate;

	private final Predicate<Thread> members;

	private final CallOutcomes outcomes;

	private final long[] counts = Stripes.create();

	private final Signal left = new Signal();

	private final Object admission = new Object();

	/** Written once, before anybody can enter. */
	private Object target = NONE;

	private volatile boolean fenced;

	private volatile long fencedAt;

	@GuardedBy("admission")
	private boolean shut;

	GenerationCalls(CallGate gate, Predicate<Thread> members, CallOutcomes outcomes) {
		this.gate = gate;
		this.members = members;
		this.outcomes = outcomes;
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
		if (this.outcomes.troubled()) {
			recovered(method);
		}
		leave();
	}

	/**
	 * Leave after a call that has thrown; what it threw goes on to the caller unchanged.
	 * Called by generated code.
	 * @param method the number of the method
	 * @param thrown what came out
	 */
	public void threw(int method, Throwable thrown) {
		try {
			this.outcomes.threw(method, thrown);
		}
		catch (Throwable ex) {
			// The caller is owed what the component threw, not what became of judging it.
		}
		leave();
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
	 * Count a call in, unless the fence is up.
	 * @return whether the call is in flight now and has to leave
	 */
	boolean enter() {
		Stripes.add(this.counts, 1);
		if (!this.fenced) {
			return true;
		}
		leave();
		return false;
	}

	void leave() {
		Stripes.add(this.counts, -1);
		if (this.fenced) {
			this.left.raise();
		}
	}

	/**
	 * Count a call in that comes out of this generation itself: behind the fence, or
	 * before the generation is open.
	 * @return whether the call is in flight now and has to leave
	 */
	boolean reenter() {
		synchronized (this.admission) {
			if (this.shut || this.target == NONE) {
				return false;
			}
			Stripes.add(this.counts, 1);
			return true;
		}
	}

	/**
	 * Give this generation its instance. Until then its own threads cannot call it
	 * either.
	 * @param target the instance, as the child context hands it out
	 */
	void bind(Object target) {
		synchronized (this.admission) {
			this.target = target;
		}
		this.gate.changed();
	}

	/**
	 * Keep new calls out.
	 */
	void fence() {
		this.fencedAt = this.gate.nanos();
		this.fenced = true;
	}

	/**
	 * Let calls in again.
	 */
	void unfence() {
		synchronized (this.admission) {
			this.shut = false;
			this.fenced = false;
		}
		this.left.raise();
		this.gate.changed();
	}

	/**
	 * Wait behind the fence until no call is in flight. Nothing enters any more once this
	 * has said so, not even out of the generation itself.
	 * @param limit how long to wait
	 * @return whether nothing is in flight; {@code false} also if the fence went down
	 * @throws InterruptedException if the wait is given up
	 */
	boolean drain(Duration limit) throws InterruptedException {
		long nanos = WaitRules.nanos(limit);
		long since = this.gate.nanos();
		while (this.fenced) {
			long seen = this.left.epoch();
			if (shutIfEmpty()) {
				return true;
			}
			long rest = nanos - (this.gate.nanos() - since);
			if (rest <= 0) {
				return false;
			}
			this.left.await(seen, rest);
		}
		return false;
	}

	private boolean shutIfEmpty() {
		synchronized (this.admission) {
			if (!this.fenced || inFlight() > 0) {
				return false;
			}
			this.shut = true;
			return true;
		}
	}

	/**
	 * End the drain, whatever is in flight: also calls out of the generation itself stay
	 * out from now on.
	 */
	void shut() {
		synchronized (this.admission) {
			this.shut = true;
		}
	}

	/**
	 * Let this generation be forgotten: it has been closed, or never came to run.
	 */
	void ended() {
		shut();
		this.gate.forget(this);
	}

	/**
	 * How many calls are in flight.
	 * @return the number, too large rather than too small
	 */
	long inFlight() {
		return Math.max(Stripes.sum(this.counts), 0);
	}

	boolean fenced() {
		return this.fenced;
	}

	long fencedAt() {
		return this.fencedAt;
	}

	boolean draining() {
		synchronized (this.admission) {
			return this.fenced && !this.shut;
		}
	}

	boolean has(Thread thread) {
		return this.members.test(thread);
	}

	CallGate gate() {
		return this.gate;
	}

}
