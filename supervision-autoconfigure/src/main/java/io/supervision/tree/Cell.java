package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.spec.Child;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one child in one life of its supervisor. Belongs to the tree's owner.
 */
final class Cell implements Life.Keeper {

	private static final Logger logger = LoggerFactory.getLogger(Cell.class);

	final SupervisorNode supervisor;

	final ChildSpec spec;

	final ChildRecord record;

	/** The clock the restarts of this child age by. */
	final Stopwatch clock;

	/** What is running, being started or being shut down. */
	@Nullable Life life;

	/** What is being started while {@link #life} still runs. */
	@Nullable Life incoming;

	/** The pass that is starting or stopping this child. */
	@Nullable Pass pass;

	/** Its place among its siblings, for the snapshot. */
	int index;

	/** What it looked like when it last changed. */
	TreeSnapshot.@Nullable Node snapshot;

	/** Restarts since it was last healthy. */
	int attempts;

	int heldAttempts;

	@Nullable Long heldSince;

	@Nullable Instant heldAt;

	/** Being replaced because an operator wanted it. */
	boolean manual;

	@Nullable Long nextAttemptAt;

	private @Nullable Long healthySince;

	@Nullable ExitReason ended;

	private ChildState state;

	private @Nullable Phase phase;

	/** Waits for an earlier sibling that could not be started. */
	private boolean behind;

	/** How many at or below this place are restarting. */
	private int unsettled;

	private long ticket;

	private Timers.@Nullable Timer timer;

	/** What that timer is for. */
	private @Nullable Runnable due;

	/** Has failed itself while it waits behind another. */
	private boolean joined;

	private @Nullable Runnable missedEnd;

	private final List<Life> retiring = new ArrayList<>();

	private final List<CompletableFuture<Void>> callers = new ArrayList<>();

	private final Deque<Runnable> lane = new ArrayDeque<>();

	Cell(SupervisorNode supervisor, ChildSpec spec, ChildRecord record) {
		this.supervisor = supervisor;
		this.spec = spec;
		this.record = record;
		this.clock = new Stopwatch(tree().nanos());
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
		if (state != ChildState.RESTARTING) {
			this.heldSince = null;
			this.heldAttempts = 0;
			this.nextAttemptAt = null;
			if (this.record.degradedBy == null) {
				this.record.degradedReason = null;
			}
		}
		if (state == ChildState.STOPPING || state == ChildState.STOPPED || state == ChildState.ISOLATED) {
			tellCallers(new IllegalStateException("'" + this.record.path + "' is not going to run: " + state));
		}
		changed();
	}

	void waitBehind() {
		cancelPending();
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
			long own = newTicket();
			tree().post(() -> this.supervisor.receive(() -> this.supervisor.restarts().attempt(this, own)));
			return;
		}
		cancelPending();
		if (this.life == null && this.state == ChildState.RESTARTING) {
			to(ChildState.STOPPED);
		}
	}

	/** Tell the child, the snapshot, and all below where this place stands now. */
	void changed() {
		tree().changed(this.record.path);
		announce(this.spec, this.record);
	}

	static void tell(ComponentSpec component, String path, Child.Transition transition) {
		try {
			component.child().became(transition);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "'{}' broke its contract with the supervision tree", path);
		}
	}

	private void announce(ChildSpec spec, ChildRecord record) {
		if (spec instanceof ComponentSpec component) {
			Long outage = record.outageSince();
			Long next = (this.state == ChildState.ISOLATED) ? tree().coolDownEnd(record.path) : this.nextAttemptAt;
			Child.Transition transition = new Child.Transition(this.state, (outage != null) ? outage : 0L, next);
			tell(component, record.path, transition);
		}
		else if (spec instanceof SupervisorSpec supervisor && this.life == null && !running()) {
			for (ChildSpec child : supervisor.children()) {
				ChildRecord below = tree().record(Paths.child(record.path, child.id()));
				if (below.isolation == null && !below.stoppedByOperator) {
					if (this.state == ChildState.RESTARTING) {
						below.outageBegins(tree().nanos(), tree().now());
					}
					announce(child, below);
				}
			}
		}
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
		cancelPending();
		if (this.state == ChildState.RESTARTING) {
			unsettle(-1);
			this.state = ChildState.STOPPED;
		}
	}

	void runs(boolean victim) {
		long now = tree().nanos();
		to(ChildState.RUNNING);
		this.ended = null;
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

	/** Number the next attempt; older ones are void from now on. */
	long newTicket() {
		cancelPending();
		return this.ticket;
	}

	boolean holds(long ticket) {
		return this.ticket == ticket && this.state == ChildState.RESTARTING;
	}

	void cancelPending() {
		this.ticket++;
		this.due = null;
		this.nextAttemptAt = null;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	void after(Duration delay, Runnable task) {
		if (delay.isZero() || delay.isNegative()) {
			task.run();
			return;
		}
		this.nextAttemptAt = tree().nanos() + delay.toNanos();
		this.due = task;
		this.timer = tree().after(delay, () -> {
			if (this.due == task) {
				hurry();
			}
		});
		changed();
	}

	/** Wait no longer for the time of the next attempt. */
	void hurry() {
		Runnable task = this.due;
		if (task != null) {
			this.due = null;
			this.nextAttemptAt = null;
			if (this.timer != null) {
				this.timer.cancel();
				this.timer = null;
			}
			task.run();
		}
	}

	/** Let a life end beside what follows it. */
	void retire(Life old, ExitReason reason) {
		this.retiring.add(old);
		old.fence();
		old.stop(reason, this.spec.shutdown(), () -> this.retiring.remove(old));
	}

	/** Let the present life end; whoever starts the next one waits for that. */
	void retire(ExitReason reason) {
		Life old = this.life;
		if (old != null) {
			old.stop(reason, this.spec.shutdown(), () -> this.life = (this.life == old) ? null : this.life);
		}
	}

	/** Shut down whatever of this child is alive. */
	void stopLives(ExitReason reason, Runnable then) {
		List<Life> lives = new ArrayList<>(this.retiring);
		if (this.incoming != null) {
			lives.add(this.incoming);
		}
		if (this.life != null) {
			lives.add(this.life);
		}
		Runnable one = Tree.join(lives.size() + 1, () -> {
			this.life = lives.contains(this.life) ? null : this.life;
			this.incoming = lives.contains(this.incoming) ? null : this.incoming;
			then.run();
			drainLane();
		});
		lives.forEach((alive) -> alive.stop(reason, this.spec.shutdown(), one));
		one.run();
	}

	/** Whether anything of this child is running, starting or being shut down. */
	boolean alive() {
		return this.life != null || this.incoming != null || !this.retiring.isEmpty();
	}

	/** Take over what was started on demand and whose turn is not going to come. */
	void takeDemanded() {
		Demand demanded = (this.life == null) ? tree().takeDemand(this.record.path) : null;
		if (demanded != null) {
			this.life = demanded.life();
			demanded.handOverToStop(this);
		}
	}

	/** Its supervisor goes down while it is being tried after a cool-down. */
	void interruptTry() {
		if (this.record.isolation != null) {
			this.record.isolation.interruptTry();
		}
	}

	@Nullable Instant heldAt() {
		return (this.heldSince != null) ? this.heldAt : null;
	}

	/** Tell somebody once this child runs, or that its start failed. */
	void whenRunning(CompletableFuture<Void> caller) {
		this.callers.add(caller);
	}

	private void tellCallers(@Nullable Throwable failure) {
		List<CompletableFuture<Void>> told = List.copyOf(this.callers);
		this.callers.clear();
		for (CompletableFuture<Void> caller : told) {
			if (failure == null) {
				caller.complete(null);
			}
			else {
				caller.completeExceptionally(failure);
			}
		}
	}

	/** Do not wait for what is being shut down any longer. */
	void abandonLives() {
		List<Life> lives = new ArrayList<>(this.retiring);
		if (this.incoming != null) {
			lives.add(this.incoming);
		}
		if (this.life != null) {
			lives.add(this.life);
		}
		lives.forEach(Life::abandonNow);
	}

	/** Whether something of it is still being shut down although it is set aside. */
	boolean isEnding() {
		return this.state == ChildState.ISOLATED && this.life != null;
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
		if (life == this.incoming) {
			this.supervisor.replaced(this);
		}
		else if (life == this.life) {
			this.supervisor.started(this);
			tellCallers(null);
		}
	}

	@Override
	public void ignored(Life life) {
		if (life == this.incoming) {
			this.incoming = null;
			this.manual = false;
		}
		else if (life == this.life) {
			this.life = null;
			this.supervisor.ignored(this);
		}
	}

	@Override
	public void failed(Life life, Throwable cause, Classification classification) {
		if (life == this.incoming) {
			this.incoming = null;
			this.supervisor.notReplaced(this, cause);
		}
		else if (life == this.life) {
			this.life = null;
			tellCallers(cause);
			this.supervisor.notStarted(this, cause, classification);
		}
	}

	@Override
	public void exited(Life life, ExitReason reason, @Nullable String origin) {
		this.supervisor.receive(() -> {
			if (life == this.life) {
				this.supervisor.ends().exited(this, reason, (origin != null) ? origin : this.record.path);
			}
		});
	}

	@Override
	public void suspected(Life life, Fault fault) {
		this.supervisor.receive(() -> {
			if (life == this.life) {
				this.supervisor.suspected(this, fault);
			}
		});
	}

	@Override
	public void outOfPatience(Life life, Fault fault) {
		this.supervisor.receive(() -> {
			if (life == this.life) {
				this.supervisor.ends().outOfPatience(this, fault);
			}
		});
	}

	@Override
	public void agedOut(Life life, String reason) {
		this.supervisor.receive(() -> {
			if (life == this.life) {
				Rejuvenation.begin(this.supervisor, this, reason);
			}
		});
	}

	@Override
	public void recovered(Life life) {
		if (life == this.life) {
			this.supervisor.recovered(this);
		}
	}

}
