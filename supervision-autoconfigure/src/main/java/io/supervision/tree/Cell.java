package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Outlook;
import io.supervision.spec.Phase;
import io.supervision.spec.Replace;
import org.jspecify.annotations.Nullable;

/**
 * The place of one child in one life of its supervisor. Belongs to the tree's owner.
 */
final class Cell implements Life.Keeper {

	final SupervisorNode supervisor;

	final ChildSpec spec;

	final ChildRecord record;

	/** The clock the restarts of this child age by. */
	final Stopwatch clock;

	/** What is alive of it. */
	final Lives lives;

	/** When it is started again. */
	final Attempt attempt;

	/** Whether that waits for a dependency. */
	final HeldStarts.Hold hold = new HeldStarts.Hold();

	/** Who waits until it runs. */
	final Callers callers = new Callers();

	/** The pass that is starting or stopping this child. */
	@Nullable Pass pass;

	/** Its place among its siblings, for the snapshot. */
	int index;

	/** What it looked like when it last changed. */
	TreeSnapshot.@Nullable Node snapshot;

	/** Restarts since it was last healthy. */
	int attempts;

	/** Being replaced because an operator wanted it. */
	boolean manual;

	private @Nullable Long healthySince;

	@Nullable ExitReason ended;

	private ChildState state;

	private @Nullable Phase phase;

	/** Waits for an earlier sibling that could not be started. */
	private boolean behind;

	/** How many at or below this place are restarting. */
	private int unsettled;

	/** Has failed itself while it waits behind another. */
	private boolean joined;

	private @Nullable Runnable missedEnd;

	private final Deque<Runnable> lane = new ArrayDeque<>();

	Cell(SupervisorNode supervisor, ChildSpec spec, ChildRecord record) {
		this.supervisor = supervisor;
		this.spec = spec;
		this.record = record;
		this.clock = new Stopwatch(tree().nanos());
		this.lives = new Lives(spec.shutdown());
		this.attempt = new Attempt(tree());
		this.state = (record.generation > 0) ? ChildState.RESTARTING : ChildState.STARTING;
		if (record.isolation != null && record.isolation.shut()) {
			this.state = ChildState.ISOLATED;
		}
		else if (record.stoppedByOperator) {
			this.state = ChildState.STOPPED;
		}
		if (this.state == ChildState.RESTARTING) {
			unsettle(1);
		}
	}

	Tree tree() {
		return this.supervisor.tree;
	}

	ChildState state() {
		return this.state;
	}

	/** The state as OTP would report it: who waits behind a sibling is stopped. */
	ChildState visibleState() {
		return (this.behind && !tree().isolates()) ? ChildState.STOPPED : this.state;
	}

	@Nullable Phase phase() {
		return this.phase;
	}

	boolean behind() {
		return this.behind;
	}

	boolean running() {
		return this.state == ChildState.RUNNING;
	}

	boolean component() {
		return this.spec instanceof ComponentSpec;
	}

	/** Whether group passes leave it alone. */
	boolean setAside() {
		return this.state == ChildState.ISOLATED || this.record.stoppedByOperator;
	}

	void to(ChildState state) {
		to(state, null);
	}

	void to(ChildState state, @Nullable Phase phase) {
		boolean was = this.state == ChildState.RESTARTING;
		boolean is = state == ChildState.RESTARTING;
		this.state = state;
		this.phase = phase;
		this.behind = false;
		this.joined = false;
		if (is && !was) {
			unsettle(1);
			this.record.outageBegins(tree().nanos(), tree().now());
		}
		else if (was && !is) {
			unsettle(-1);
		}
		if (state != ChildState.RUNNING) {
			this.record.down(tree().nanos());
			if (phase != Phase.DRAINING) {
				this.record.dependencyDown = null;
			}
		}
		if (state != ChildState.RESTARTING) {
			this.attempt.cancel();
			this.hold.end();
			if (this.record.degradedBy == null) {
				this.record.degradedReason = null;
			}
		}
		if (is || state == ChildState.STARTING || state == ChildState.RUNNING) {
			this.ended = null;
		}
		if (state == ChildState.STOPPING || state == ChildState.STOPPED || state == ChildState.ISOLATED) {
			this.callers.fail(new IllegalStateException("'" + this.record.path + "' is not going to run: " + state));
		}
		changed();
	}

	void waitBehind() {
		this.attempt.cancel();
		to(ChildState.RESTARTING, Phase.WAITING);
		this.behind = true;
	}

	/** Go with the group of another that is restarting. */
	void join() {
		waitBehind();
		this.joined = true;
	}

	/** Keep an end that was reported while a drain may still be called off. */
	void missEnd(Runnable end) {
		if (this.missedEnd == null) {
			this.missedEnd = end;
		}
	}

	@Nullable Runnable takeMissedEnd() {
		Runnable missed = this.missedEnd;
		this.missedEnd = null;
		return missed;
	}

	/**
	 * Whom it waited behind is not coming back; one that failed itself does not need it.
	 */
	void releaseBehind() {
		if (this.joined) {
			to(ChildState.RESTARTING, Phase.WAITING);
			long own = this.attempt.renew();
			tree().post(() -> this.supervisor.receive(() -> this.supervisor.restarts.attempt(this, own)));
			return;
		}
		this.attempt.cancel();
		if (this.lives.current == null && this.state == ChildState.RESTARTING) {
			to(ChildState.STOPPED);
		}
	}

	/** Tell the child, the snapshot, and all below where this place stands now. */
	void changed() {
		tree().changed(this.record.path);
		Transitions.announce(this);
	}

	/** Count who is restarting at or below here; the clock stands still meanwhile. */
	private void unsettle(int difference) {
		int before = this.unsettled;
		this.unsettled += difference;
		if ((before == 0) != (this.unsettled == 0)) {
			this.clock.run(this.unsettled == 0, tree().nanos());
		}
		Cell parent = this.supervisor.parent();
		if (parent != null) {
			parent.unsettle(difference);
		}
	}

	/** This place ceases to exist. */
	void vanish() {
		this.attempt.cancel();
		if (this.state == ChildState.RESTARTING) {
			unsettle(-1);
			this.state = ChildState.STOPPED;
		}
	}

	void runs(boolean victim) {
		long now = tree().nanos();
		to(ChildState.RUNNING);
		if (!victim || this.healthySince == null) {
			this.healthySince = now;
		}
	}

	/** Begin with a fresh backoff if it is running and has been for long enough. */
	void forgiveAfter(Duration resetAfter) {
		if (running() && this.healthySince != null && tree().nanos() - this.healthySince >= resetAfter.toNanos()) {
			this.attempts = 0;
		}
	}

	/** Whether this is still the next attempt, and one is to be made. */
	boolean awaits(long attempt) {
		return this.attempt.is(attempt) && this.state == ChildState.RESTARTING;
	}

	/** Have an attempt made when its time comes, which may be now. */
	void after(Duration delay, Runnable task) {
		if (delay.isZero() || delay.isNegative()) {
			task.run();
		}
		else {
			this.attempt.after(delay, task);
			changed();
		}
	}

	/** Shut down whatever of this child is alive. */
	void stopLives(ExitReason reason, Runnable then) {
		this.lives.stop(reason, () -> {
			then.run();
			drainLane();
		});
	}

	/** Take over what was started on demand and whose turn is not going to come. */
	void takeDemanded() {
		Demand demanded = (this.lives.current == null) ? tree().demands.take(this.record.path) : null;
		if (demanded != null) {
			this.lives.current = demanded.life();
			demanded.handOverToStop(this);
		}
	}

	/**
	 * Its supervisor goes down. If it is being tried after a cool-down, that is over;
	 * tell for whom.
	 */
	@Nullable IsolatedSet interruptTry() {
		IsolatedSet set = this.record.isolation;
		return (set != null && set.interruptTry()) ? set : null;
	}

	/** Whether its next generation may be started beside the present one. */
	boolean startsFirst() {
		return this.spec instanceof ComponentSpec component && component.replace() == Replace.START_FIRST;
	}

	/** Whether it would go on if it were left alone. */
	boolean ranOrWasRestarting() {
		return this.state == ChildState.RUNNING || this.state == ChildState.RESTARTING;
	}

	/** Whether something of it is still being shut down although it is set aside. */
	boolean isEnding() {
		return this.state == ChildState.ISOLATED && this.lives.current != null;
	}

	/** Whether it, or what is below it, answers calls although it is isolated. */
	boolean serves() {
		IsolatedSet set = this.record.isolation;
		return this.state == ChildState.ISOLATED && set != null && tree().servings.any(set, this.record.path);
	}

	/** Let it answer calls no more. */
	void endServing(Runnable then) {
		IsolatedSet set = this.record.isolation;
		if (set != null) {
			tree().servings.end(set, this.record.path, then);
		}
	}

	/** Have a request wait until this child is no longer being shut down. */
	void later(Runnable request) {
		this.lane.add(request);
	}

	private void drainLane() {
		while (this.state != ChildState.STOPPING && !this.lane.isEmpty()) {
			this.supervisor.receive(this.lane.remove());
		}
	}

	@Override
	public void started(Life life) {
		if (life == this.lives.incoming) {
			Replacement.arrived(this.supervisor, this);
		}
		else if (life == this.lives.current && this.state != ChildState.ISOLATED) {
			this.supervisor.starts.started(this);
			this.callers.succeed();
		}
	}

	@Override
	public void ignored(Life life) {
		if (life == this.lives.incoming) {
			this.lives.incoming = null;
			this.manual = false;
		}
		else if (life == this.lives.current) {
			this.lives.current = null;
			this.supervisor.starts.ignored(this);
		}
	}

	@Override
	public void failed(Life life, Throwable cause, Classification classification) {
		if (life == this.lives.incoming) {
			this.lives.incoming = null;
			Replacement.failed(this.supervisor, this, cause);
		}
		else if (life == this.lives.current) {
			this.lives.current = null;
			this.callers.fail(cause);
			this.supervisor.starts.failed(this, cause, classification);
		}
	}

	@Override
	public void exited(Life life, ExitReason reason, @Nullable String origin) {
		this.supervisor.receive(() -> {
			if (life == this.lives.current) {
				this.supervisor.ends.exited(this, reason, (origin != null) ? origin : this.record.path);
			}
		});
	}

	@Override
	public void suspected(Life life, Fault fault) {
		this.supervisor.receive(() -> {
			if (life == this.lives.current) {
				Suspicions.handle(this.supervisor, this, fault);
			}
		});
	}

	@Override
	public void outOfPatience(Life life, Fault fault) {
		this.supervisor.receive(() -> {
			if (life == this.lives.current) {
				this.supervisor.ends.outOfPatience(this, fault);
			}
		});
	}

	@Override
	public void agedOut(Life life, String reason) {
		this.supervisor.receive(() -> {
			if (life == this.lives.current) {
				Rejuvenation.begin(this.supervisor, this, reason);
			}
		});
	}

	@Override
	public void outlook(Life life, Consumer<Outlook> answer) {
		Outlooks.tell(this, life, answer);
	}

	@Override
	public void recovered(Life life) {
		this.supervisor.receive(() -> {
			if (life == this.lives.current) {
				Suspicions.recovered(this);
			}
		});
	}

}
