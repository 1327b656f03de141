package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.detect.CallOutcomes;
import org.jspecify.annotations.Nullable;

/**
 * The calls into one generation of a component: how many are in flight, whether more may
 * come, and which have been in flight for long.
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
 * <li>Calls that never return are found without a clock on their way, as sleepable RCU
 * finds readers: there are two {@linkplain CallSet sets} of stripes, and {@link #turn}
 * makes the empty one the one to be counted on and closes the other. To a caller that is
 * the fence over again, for one set: who counted itself in too late finds the set closed
 * and goes to the other. So a set that was closed some time ago and is not empty holds
 * calls that have been in flight for at least that long, and only such. Their set is then
 * {@linkplain #setAside set aside} and another takes its place, or they would keep the
 * next hung call from being found.</li>
 * <li>A call in here calls another component, which is down and is to be started only
 * once this one has ended. The drain would wait for the call, the call for that component
 * and that component for the drain. The call says so ({@link HeldCalls}) before it
 * sleeps, and then raises the signal; the drain reads the epoch before it counts those
 * that do. Once they are all that is in flight, the drain tells the supervisor
 * ({@link #whenHeldUp}), who starts that component first, and goes on waiting.</li>
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
final class GenerationCalls {

	private static final Object NONE = new Object();

	private final CallGate gate;

	private final Predicate<Thread> members;

	private final CallOutcomes outcomes;

	private final Signal left = new Signal();

	private final Object admission = new Object();

	/** Written once, before anybody can enter. */
	private Object target = NONE;

	/** The set that calls count on now. */
	private volatile CallSet active;

	/** The set they counted on before, or null if that was set aside. */
	@GuardedBy("admission")
	private @Nullable CallSet previous;

	@GuardedBy("admission")
	private final List<CallSet> aside = new ArrayList<>();

	/** How many calls ended normally in sets that were set aside. */
	@GuardedBy("admission")
	private long endedAside;

	private volatile boolean watched;

	private volatile boolean fenced;

	private volatile long fencedAt;

	@GuardedBy("admission")
	private boolean shut;

	/** How many calls wait themselves for the end of this generation. */
	@GuardedBy("admission")
	private long exempt;

	/** Whether a thread of this generation waits for its instance. */
	@GuardedBy("admission")
	private boolean awaited;

	private volatile @Nullable GenerationTicks ticks;

	private final AtomicReference<@Nullable HoldUp> holdUp = new AtomicReference<>();

	private volatile @Nullable Reports reports;

	GenerationCalls(CallGate gate, Predicate<Thread> members, CallOutcomes outcomes) {
		this.gate = gate;
		this.members = members;
		this.outcomes = outcomes;
		this.active = new CallSet(this, outcomes, NONE);
	}

	/**
	 * Count a call in that is for this generation and no other, unless the fence is up.
	 * @return the set the call is in flight on now, and has to leave, or {@code null}
	 */
	@Nullable CallSet enter() {
		CallSet tried = null;
		CallSet next = this.active;
		while (next != tried) {
			if (next.enter()) {
				return next;
			}
			tried = next;
			next = this.active;
		}
		return null;
	}

	/**
	 * Count a call in that comes out of this generation itself: behind the fence, or
	 * before the generation is open.
	 * @return the set the call is in flight on now, and has to leave, or {@code null}
	 */
	@Nullable CallSet reenter() {
		synchronized (this.admission) {
			if (this.shut || this.target == NONE) {
				this.awaited |= this.target == NONE;
				return null;
			}
			CallSet set = this.active;
			set.enterAnyway();
			return set;
		}
	}

	/**
	 * Give this generation its instance. Until then its own threads cannot call it
	 * either.
	 * @param target the instance, as the child context hands it out
	 */
	void bind(Object target) {
		boolean told;
		synchronized (this.admission) {
			this.target = target;
			this.active.bind(target);
			told = this.awaited;
		}
		if (told) {
			this.gate.changed();
		}
	}

	/**
	 * Keep new calls out.
	 */
	void fence() {
		this.fencedAt = this.gate.nanos();
		synchronized (this.admission) {
			this.fenced = true;
			this.active.close();
		}
		this.gate.signal().raise();
		this.gate.rules().waits().held().ending(this);
	}

	/**
	 * Let calls in again.
	 */
	void unfence() {
		synchronized (this.admission) {
			this.shut = false;
			this.fenced = false;
			this.active.open();
		}
		this.left.raise();
		this.gate.changed();
	}

	/**
	 * Let the calls that come count on the set that was not used last, which must be
	 * empty, and close the one that was.
	 * @return whether that is done; not behind a fence, nor beside a newer generation
	 */
	boolean turn() {
		synchronized (this.admission) {
			CallSet closed = this.active;
			CallSet next = this.previous;
			if (this.fenced || this.gate.current() != closed || (next != null && next.inFlight() > 0)) {
				return false;
			}
			if (next == null) {
				next = new CallSet(this, this.outcomes, this.target);
			}
			next.open();
			if (closed.isGuarded()) {
				next.guard();
			}
			this.active = next;
			this.previous = closed;
			this.gate.turn(closed, next);
			closed.close();
			return true;
		}
	}

	/**
	 * Have another take the place of the set that was used before the last turn, so that
	 * turning can go on although it is not empty. Its calls are not waited for any more.
	 * @param hung whether it makes no difference either how they end
	 * @return whether there were any
	 */
	boolean setAside(boolean hung) {
		CallSet set;
		synchronized (this.admission) {
			set = this.previous;
			if (set == null || set.inFlight() == 0) {
				return false;
			}
			this.endedAside += set.ended();
			if (hung) {
				set.giveUp();
			}
			this.aside.removeIf((other) -> other.inFlight() == 0);
			this.aside.add(set);
			this.previous = null;
		}
		GenerationTicks scheduled = this.ticks;
		if (scheduled != null) {
			scheduled.leave(set, hung);
		}
		return true;
	}

	/**
	 * How many calls are left that came before the last turn.
	 * @return the number, too large rather than too small
	 */
	long previous() {
		synchronized (this.admission) {
			return (this.previous != null) ? this.previous.inFlight() : 0;
		}
	}

	/**
	 * How many calls have ended normally, apart from those that had been set aside.
	 * @return the number
	 */
	long endedNormally() {
		synchronized (this.admission) {
			return this.endedAside + this.active.ended() + ((this.previous != null) ? this.previous.ended() : 0);
		}
	}

	/**
	 * Wait behind the fence until no call is in flight but those that were set aside.
	 * Nothing enters any more once this has said so, not even out of the generation
	 * itself.
	 * @param limit how long to wait
	 * @return whether nothing is in flight; {@code false} also if the fence went down
	 * @throws InterruptedException if the wait is given up
	 */
	boolean drain(Duration limit) throws InterruptedException {
		return await(limit, false);
	}

	/**
	 * Wait behind the fence until no call is in flight at all.
	 * @param limit how long to wait
	 * @return whether nothing is in flight; {@code false} also if the fence went down
	 * @throws InterruptedException if the wait is given up
	 */
	boolean awaitEnd(Duration limit) throws InterruptedException {
		return await(limit, true);
	}

	private boolean await(Duration limit, boolean all) throws InterruptedException {
		long nanos = WaitRules.nanos(limit);
		long since = this.gate.nanos();
		while (this.fenced) {
			long seen = this.left.epoch();
			if (shutIfEmpty(all)) {
				return true;
			}
			tellIfHeldUp();
			long rest = nanos - (this.gate.nanos() - since);
			if (rest <= 0) {
				return false;
			}
			this.left.await(seen, rest);
		}
		return false;
	}

	/**
	 * Have it told once that the drain waits for nothing but calls that wait for other
	 * components.
	 * @param others the ids of the other components
	 * @param then told on the thread that drains
	 */
	void whenHeldUp(Set<String> others, Runnable then) {
		this.holdUp.set(new HoldUp(others, then));
		this.left.raise();
	}

	private void tellIfHeldUp() {
		HoldUp told = this.holdUp.get();
		if (told == null) {
			return;
		}
		long held = this.gate.rules().waits().held().count(this, told.others());
		if (held > 0 && held >= drained() && this.holdUp.compareAndSet(told, null)) {
			told.then().run();
		}
	}

	/** A call in flight in here waits for another component from now on. */
	void heldUp() {
		if (this.fenced) {
			this.left.raise();
		}
	}

	private long drained() {
		synchronized (this.admission) {
			return count(false);
		}
	}

	private boolean shutIfEmpty(boolean all) {
		synchronized (this.admission) {
			if (!this.fenced || count(all) > this.exempt) {
				return false;
			}
			this.shut = true;
			return true;
		}
	}

	/**
	 * Wait for some calls no more: they wait for this generation to end.
	 * @param calls how many
	 */
	void exempt(long calls) {
		synchronized (this.admission) {
			this.exempt = calls;
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
		GenerationTicks scheduled = this.ticks;
		if (scheduled != null) {
			scheduled.end();
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
		synchronized (this.admission) {
			return count(true);
		}
	}

	/** Whether calls are in flight that were set aside. */
	boolean hangs() {
		synchronized (this.admission) {
			return countAside() > 0;
		}
	}

	@GuardedBy("admission")
	private long count(boolean all) {
		long count = this.active.inFlight() + ((this.previous != null) ? this.previous.inFlight() : 0);
		return all ? count + countAside() : count;
	}

	@GuardedBy("admission")
	private long countAside() {
		long count = 0;
		for (CallSet set : this.aside) {
			count += set.inFlight();
		}
		return count;
	}

	/** A caller that found a set closed has counted itself out again. */
	void turnedAway() {
		if (this.fenced) {
			this.left.raise();
		}
	}

	/**
	 * A call has left a set that is not open.
	 * @return whether its thread was interrupted here so that it may end
	 */
	boolean left() {
		boolean interrupted = this.gate.callers().left(this);
		if (this.fenced) {
			this.left.raise();
		}
		return interrupted;
	}

	/**
	 * Look at the calls that leave from now on, whatever set they are in.
	 */
	void guard() {
		synchronized (this.admission) {
			this.active.guard();
		}
	}

	/** Calls that do not return are going to be looked for. */
	void watched() {
		this.watched = true;
	}

	/**
	 * Remember which threads are in this generation, before there is a newer one. Only
	 * then can a hung call be told from those of another generation.
	 */
	void rememberCallers() {
		if (this.watched && inFlight() > 0) {
			this.gate.callers().remember(this);
		}
	}

	/** Interrupt the threads that are in this generation, which is fenced. */
	void interruptCallers() {
		rememberCallers();
		this.gate.callers().interrupt(this);
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

	/**
	 * Say where scheduled calls into this generation are made.
	 * @param ticks makes them
	 */
	void ticked(GenerationTicks ticks) {
		this.ticks = ticks;
	}

	@Nullable GenerationTicks ticks() {
		return this.ticks;
	}

	/**
	 * Say what knows what is reported of this generation.
	 * @param reports its line to the supervisor
	 */
	void reportedBy(Reports reports) {
		this.reports = reports;
	}

	@Nullable Reports reports() {
		return this.reports;
	}

	CallSet active() {
		return this.active;
	}

	CallGate gate() {
		return this.gate;
	}

	/**
	 * What a drain may be held up by.
	 *
	 * @param others the components that calls in flight may wait for
	 * @param then who is told
	 */
	private record HoldUp(Set<String> others, Runnable then) {
	}

}
