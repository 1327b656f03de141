package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The restarts a supervisor decides on, counted against its budget: what is left of the
 * child is shut down, its backoff is waited for, and then it is started again with those
 * the strategy ties to it. A start that fails is decided on anew.
 */
final class Restarts {

	private final SupervisorNode node;

	private Window window = new Window();

	Restarts(SupervisorNode node) {
		this.node = node;
	}

	/** Which component most of the restarts were for that one more is counted with. */
	String offender(Cell cell, String refused) {
		Set<Stopwatch> present = this.node.children.all()
			.stream()
			.map((child) -> child.clock)
			.collect(Collectors.toSet());
		return this.window.offender(cell.clock, this.node.spec.budget(), refused, present);
	}

	/** How many restarts count against the budget now. */
	int spent() {
		this.window.expire(this.node.tree.nanos());
		return this.window.spent(this.node.spec.budget());
	}

	/** Whether one more restart of a child would be one too many. */
	boolean spent(Cell cell) {
		this.window.expire(this.node.tree.nanos());
		return !this.window.admits(cell.clock, this.node.spec.budget(), this.node.spec.intensity());
	}

	/** Forget all that was counted. */
	void forgive() {
		this.window = new Window();
		this.node.children.all().forEach((cell) -> cell.attempts = 0);
	}

	/** Forget what was counted of one child. */
	void forgive(Cell cell) {
		cell.attempts = 0;
		this.window.forget(cell.clock);
	}

	void decide(Cell cell, ExitReason reason, String origin) {
		long now = this.node.tree.nanos();
		this.window.expire(now);
		Fault fault = Ends.faultOf(cell, reason);
		if (!this.window.admits(cell.clock, this.node.spec.budget(), this.node.spec.intensity())) {
			this.node.giveUps.refuse(cell, reason, fault, origin);
			return;
		}
		Duration period = cell.component() ? this.node.spec.period() : this.node.spec.nestedPeriod();
		this.window.add(cell.clock, origin, period.toNanos(), now);
		cell.record.incident(this.node.tree.now(), fault,
				new OpenIncident.Decision(restartDecision(cell), budgetLeft(cell)));
		restart(cell, reason);
	}

	/** What is left of the budget for one more restart of a child. */
	Incident.BudgetLeft budgetLeft(Cell cell) {
		Duration period = cell.component() ? this.node.spec.period() : this.node.spec.nestedPeriod();
		int intensity = this.node.spec.intensity();
		return new Incident.BudgetLeft(this.window.left(cell.clock, this.node.spec.budget(), intensity), intensity,
				period);
	}

	private String restartDecision(Cell cell) {
		List<Cell> group = this.node.children.groupOf(cell);
		return (group.size() == 1) ? "restart"
				: "restart of " + String.join(", ", group.stream().map((member) -> member.spec.id()).toList());
	}

	/** Replace what is left of a child by a new generation, after its backoff. */
	void restart(Cell cell, ExitReason reason) {
		cell.forgiveAfter(this.node.tree.spec().resetAfter());
		Duration delay = this.node.tree.backoff(++cell.attempts);
		Life old = cell.lives.current;
		boolean beside = old != null && startsFirst(cell);
		cell.to(ChildState.RESTARTING, (old == null || beside) ? Phase.WAITING : Phase.CLOSING);
		long attempt = cell.attempt.renew();
		OpenIncident about = cell.record.incidents.open();
		Runnable ready = Tree.join(2, () -> this.node.receive(() -> attempt(cell, attempt)));
		if (old != null && !beside) {
			cell.lives.end(reason, () -> {
				led(about, Incident.Action.STOP, cell);
				closed(cell, attempt, ready);
			});
		}
		else {
			if (old != null) {
				cell.lives.current = null;
				cell.lives.retire(old, reason, () -> led(about, Incident.Action.STOP, cell));
			}
			ready.run();
		}
		cell.after(delay, ready);
	}

	private void led(@Nullable OpenIncident about, Incident.Action action, Cell cell) {
		if (about != null) {
			this.node.tree.led(about, action, cell.record.path);
		}
	}

	private static void closed(Cell cell, long attempt, Runnable ready) {
		if (cell.awaits(attempt)) {
			cell.to(ChildState.RESTARTING, Phase.WAITING);
		}
		ready.run();
	}

	private boolean startsFirst(Cell cell) {
		return cell.spec instanceof ComponentSpec component && component.replace() == Replace.START_FIRST
				&& this.node.children.groupOf(cell).size() == 1;
	}

	/** The time of an attempt has come; a stale one does nothing. */
	void attempt(Cell cell, long attempt) {
		if (!cell.awaits(attempt) || !this.node.active()) {
			return;
		}
		List<Cell> group = groupNow(cell);
		Cell crowded = group.stream().filter(this::tooManyAbandoned).findFirst().orElse(null);
		if (crowded != null) {
			this.node.giveUps.leaveAlone(crowded);
			attempt(cell, attempt);
			return;
		}
		if (mustWait(cell)) {
			cell.record.whenNoneAbandoned(() -> this.node.receive(() -> attempt(cell, attempt)));
			return;
		}
		boolean beingReplaced = startsFirst(cell) && cell.lives.current == null && cell.lives.incoming != null;
		List<Cell> stops = new ArrayList<>(beingReplaced ? List.of() : group);
		Collections.reverse(stops);
		List<Cell> starts = group.stream().filter((member) -> comesBack(member, cell)).toList();
		Pass pass = new Pass(this.node, cell, stops, starts, new RestartEnd());
		pass.about(cell.record.incidents.open());
		this.node.agenda.run(pass);
	}

	/**
	 * Who takes part in an attempt. Those who still run beside a start that is held for a
	 * dependency were left alone when it was decided on, and are not stopped for it now.
	 */
	private List<Cell> groupNow(Cell cell) {
		List<Cell> group = this.node.children.groupOf(cell);
		return (cell.hold.since() == null) ? group
				: group.stream().filter((member) -> member == cell || !member.running()).toList();
	}

	/** Whether it may not be started, since no restart frees an abandoned thread. */
	boolean tooManyAbandoned(Cell cell) {
		return cell.record.abandoned > this.node.tree.spec().maxAbandoned();
	}

	/** Whether it could not be started if it did not shut down. */
	boolean mightNotComeBack(Cell cell) {
		return mustWait(cell)
				|| (cell.record.abandoned > 0 && cell.record.abandoned >= this.node.tree.spec().maxAbandoned());
	}

	/** Whether what it owns is still in the hands of an abandoned generation. */
	static boolean mustWait(Cell cell) {
		return cell.spec instanceof ComponentSpec component && component.exclusive() && cell.record.abandoned > 0;
	}

	/** Whether these can be started without one more generation than there may be. */
	boolean mayStart(List<Cell> members) {
		return members.stream().noneMatch((member) -> mustWait(member) || tooManyAbandoned(member));
	}

	/** Have the attempt that this child waits for, or waits behind, made now. */
	void hurry(Cell cell) {
		Cell leader = cell.behind() ? leaderOf(cell) : cell;
		if (leader != null) {
			leader.attempt.hurry();
		}
	}

	/** Who is restarting and takes a child along when its time comes. */
	@Nullable Cell leaderOf(Cell cell) {
		if (this.node.spec.strategy() == Strategy.ONE_FOR_ONE) {
			return null;
		}
		return this.node.children.all()
			.stream()
			.filter((other) -> other != cell && other.state() == ChildState.RESTARTING && !other.behind()
					&& this.node.children.groupOf(other).contains(cell))
			.findFirst()
			.orElse(null);
	}

	/**
	 * A child that others waited behind is not coming back. As in OTP they stay down
	 * then, unless they have failed themselves; in a tree that isolates they are started
	 * in their order, since nothing is wrong with them.
	 */
	void releaseBehind(Cell gone) {
		if (this.node.spec.strategy() == Strategy.ONE_FOR_ONE) {
			return;
		}
		this.node.receive(() -> {
			List<Cell> released = this.node.children.all()
				.stream()
				.filter((cell) -> cell.behind() && leaderOf(cell) == null)
				.toList();
			if (!this.node.tree.isolates()) {
				released.forEach(Cell::releaseBehind);
			}
			else if (!released.isEmpty() && this.node.active()) {
				List<Cell> stops = new ArrayList<>(released);
				Collections.reverse(stops);
				this.node.agenda.run(new Pass(this.node, gone, stops, released, new RestartEnd()));
			}
		});
	}

	private static boolean comesBack(Cell member, Cell offender) {
		return member == offender || member.behind() || member.spec.restart() != RestartType.TEMPORARY;
	}

	/** What follows the restart of a child or its group. */
	private final class RestartEnd implements Pass.End {

		@Override
		public void done(Pass pass) {
			Restarts.this.node.agenda.leave(pass);
		}

		@Override
		public void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification) {
			restartFailed(pass, cell, cause, classification);
		}

		@Override
		public void withdrawn(Pass pass) {
			restartWithdrawn(pass);
		}

	}

	void restartFailed(Pass pass, Cell cell, Throwable cause, Classification classification) {
		if (this.node.held.holds(cell, classification)) {
			this.node.held.inPass(pass, cell, cause);
			return;
		}
		pass.rest().stream().filter((later) -> !later.setAside()).forEach(Cell::waitBehind);
		retryLater(cell, cause);
		this.node.agenda.leave(pass);
	}

	/** As in OTP the rest stays down then; in a tree that isolates it has its turn. */
	void restartWithdrawn(Pass pass) {
		if (this.node.tree.isolates()) {
			pass.next();
		}
		else {
			pass.rest().forEach(Cell::releaseBehind);
			this.node.agenda.leave(pass);
		}
	}

	/** Decide on the next attempt after everything that has come in before. */
	void retryLater(Cell cell, Throwable cause) {
		cell.to(ChildState.RESTARTING, Phase.WAITING);
		long attempt = cell.attempt.renew();
		this.node.tree.post(() -> this.node.receive(() -> {
			if (cell.awaits(attempt) && this.node.active()) {
				retry(cell, cause);
			}
		}));
	}

	private void retry(Cell cell, Throwable cause) {
		String origin = StartFailure.origin(cause, cell.record.path);
		IsolatedSet probation = this.node.tree.isolations.probationOf(origin);
		Fault fault = cell.record.startFault(cause);
		if (probation != null) {
			this.node.giveUps.isolateAgain(cell, new ExitReason.Failure(fault), fault, probation);
		}
		else {
			decide(cell, new ExitReason.Failure(fault), origin);
		}
	}

}
