package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import io.supervision.event.SupervisionEvent.ChildDegraded;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Phase;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import org.jspecify.annotations.Nullable;

/**
 * What is done about uncertain faults: a restart where it is short and the allowance of
 * everyone it takes along has one left, called off if calls are still in flight when it
 * would begin to hurt; else the component runs on, degraded. Nothing here is counted or
 * escalates.
 */
final class Suspicions {

	private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

	private Suspicions() {
	}

	static void handle(SupervisorNode node, Cell cell, Fault fault) {
		if (fault.classification() == Classification.DEPENDENCY) {
			cell.record.dependencyDown = fault;
			tellDependency(cell);
			return;
		}
		if (!cell.running() || node.state() != ChildState.RUNNING) {
			return;
		}
		ComponentSpec spec = (ComponentSpec) cell.spec;
		long now = node.tree.nanos();
		cell.record.allowance.suspected(now, node.tree.spec().resetAfter().toNanos());
		boolean observed = spec.observes(fault.detector());
		if (observed || spec.suspicion() == OnSuspicion.OBSERVE) {
			node.ends.observed(cell, fault, observed ? "mode is OBSERVE" : "on-suspicion is OBSERVE");
		}
		else if (spec.suspicion() == OnSuspicion.FAIL) {
			node.ends.exited(cell, new ExitReason.Failure(fault.asFailure()), cell.record.path);
		}
		else if (node.active()) {
			consider(node, cell, fault, now);
		}
	}

	/** A dependency works again. */
	static void recovered(Cell cell) {
		cell.record.dependencyDown = null;
		if (cell.record.degradedBy == Degradation.DEPENDENCY) {
			cell.record.healthy();
			cell.changed();
		}
	}

	/** A dependency is down: that is shown unless there is worse to show. */
	private static void tellDependency(Cell cell) {
		Fault fault = cell.record.dependencyDown;
		if (fault != null && cell.running() && cell.record.degradedBy != Degradation.SUSPICION) {
			degrade(cell.supervisor, cell, Degradation.DEPENDENCY, fault.said().text(), fault.cause());
		}
	}

	private static void consider(SupervisorNode node, Cell cell, Fault fault, long now) {
		if (cell.lives.incoming != null) {
			cell.record.observed(node.tree.now(), fault,
					"would have restarted " + cell.spec.id() + ", but it is being replaced already");
			return;
		}
		List<Cell> group = node.children.groupOf(cell)
			.stream()
			.filter((member) -> member == cell || member.running())
			.toList();
		String objection = objection(node, group, now);
		if (objection != null) {
			runOn(node, cell, fault, objection);
			return;
		}
		String decision = (group.size() == 1) ? "restart on suspicion" : "restart on suspicion of "
				+ String.join(", ", group.stream().map((member) -> member.spec.id()).toList());
		if (!Replacement.begin(node, cell, () -> acted(node, cell, group, fault, decision))) {
			node.agenda.run(new Attempt(node, cell, group, fault, decision).pass());
		}
	}

	/** The restart is really made: everybody pays, and it is told. */
	private static void acted(SupervisorNode node, Cell cell, List<Cell> group, Fault fault, String decision) {
		group.forEach((member) -> pay(node, member));
		int allowance = allowance(cell);
		Incident.BudgetLeft left = new Incident.BudgetLeft(cell.record.allowance.left(allowance), allowance, null);
		cell.record.incident(node.tree.now(), fault, new OpenIncident.Decision(decision, left));
		node.tree.emit(new ChildFailed(cell.record.path, cell.record.generation, node.tree.now(), fault.detector(),
				fault.classification(), fault.kind(), fault.cause()));
	}

	private static void pay(SupervisorNode node, Cell cell) {
		cell.record.allowance.spend(allowance(cell), node.tree.nanos(), node.tree.spec().resetAfter().toNanos(),
				MAX_PAUSE.toNanos());
	}

	private static int allowance(Cell cell) {
		return (cell.spec instanceof ComponentSpec component) ? component.suspicionAllowance() : 0;
	}

	/** Why no restart can be made, or null. */
	private static @Nullable String objection(SupervisorNode node, List<Cell> group, long now) {
		boolean startFirst = true;
		for (Cell member : group) {
			if (!(member.spec instanceof ComponentSpec component)) {
				return "the strategy takes supervisor '" + member.spec.id() + "' along";
			}
			if (component.restart() == RestartType.TEMPORARY) {
				return "'" + member.spec.id() + "' is TEMPORARY and would not come back";
			}
			if (node.restarts.mightNotComeBack(member)) {
				return "'" + member.spec.id() + "' has " + member.record.abandoned + " abandoned generations";
			}
			member.record.allowance.refill(now, node.tree.spec().resetAfter().toNanos());
			if (!member.record.allowance.permits(component.suspicionAllowance(), now)) {
				return "the allowance of '" + member.spec.id() + "' is spent";
			}
			startFirst = startFirst && component.replace() == Replace.START_FIRST;
		}
		long outage = outage(group);
		if (!startFirst && outage > node.tree.spec().suspicionOutage().toNanos()) {
			return "it would take about " + Duration.ofNanos(outage).toMillis() + "ms, longer than 'suspicion-outage'";
		}
		return null;
	}

	/** How long the last stop and start of all of them took. */
	private static long outage(List<Cell> group) {
		return group.stream().mapToLong((member) -> member.record.lastStop + member.record.lastStart).sum();
	}

	private static void runOn(SupervisorNode node, Cell cell, Fault fault, String why) {
		node.ends.observed(cell, fault, why);
		degrade(node, cell, Degradation.SUSPICION, "runs on as it is: " + why, fault.cause());
	}

	private static void degrade(SupervisorNode node, Cell cell, Degradation by, String reason, Throwable cause) {
		boolean news = cell.record.degradedBy != by;
		cell.record.degradedBy = by;
		cell.record.degradedReason = reason;
		cell.changed();
		if (news) {
			node.tree.emit(new ChildDegraded(cell.record.path, cell.record.generation, node.tree.now(), by, cause));
			if (by == Degradation.SUSPICION) {
				watchHealth(node.tree, cell.record, node.tree.spec().resetAfter());
			}
		}
	}

	/** End a degradation by suspicion after a healthy stretch. */
	private static void watchHealth(Tree tree, ChildRecord record, Duration delay) {
		tree.after(delay, () -> {
			long resetAfter = tree.spec().resetAfter().toNanos();
			long healthy = tree.nanos() - record.allowance.lastSuspicion();
			if (record.degradedBy != Degradation.SUSPICION || tree.stopping()) {
				return;
			}
			if (healthy >= resetAfter) {
				record.allowance.reset();
				record.healthy();
				tree.changed(record.path);
				Cell cell = tree.registry.cell(record.path);
				if (cell != null) {
					tellDependency(cell);
				}
			}
			else {
				watchHealth(tree, record, Duration.ofNanos(resetAfter - healthy));
			}
		});
	}

	/**
	 * One restart on suspicion: wait for calls in flight behind fences, and then either
	 * replace all or, with nothing closed yet, call it off. Then only the one it was for
	 * pays.
	 */
	private static final class Attempt implements Pass.End {

		private final SupervisorNode node;

		private final Cell cell;

		private final List<Cell> group;

		private final Fault fault;

		private final String decision;

		Attempt(SupervisorNode node, Cell cell, List<Cell> group, Fault fault, String decision) {
			this.node = node;
			this.cell = cell;
			this.group = group;
			this.fault = fault;
			this.decision = decision;
		}

		/** A pass that waits for the drain, then stops and starts. */
		Pass pass() {
			List<Cell> stops = new ArrayList<>(this.group);
			Collections.reverse(stops);
			Pass pass = new Pass(this.node, this.cell, stops, this.group, this);
			pass.startAfter(this::drain);
			return pass;
		}

		/**
		 * Those who call others come after them: one after the other is closed to calls,
		 * the last first, so that calls in flight in it still get through to the rest.
		 */
		private void drain(Pass pass) {
			Deque<Cell> left = new ArrayDeque<>();
			this.group.forEach((member) -> {
				member.pass = pass;
				left.push(member);
			});
			drainNext(pass, left, this.node.tree.nanos() + limit());
		}

		/**
		 * Leave callers that wait meanwhile some of their time: for the restart, or else
		 * for their calls to be let in again.
		 */
		private long limit() {
			long wait = ((ComponentSpec) this.cell.spec).waitTimeout().toNanos();
			return Math.max(wait / 2, Math.min(wait - outage(this.group), wait - wait / 5));
		}

		private void drainNext(Pass pass, Deque<Cell> left, long deadline) {
			Cell member = left.poll();
			if (pass.isOver() || member == null) {
				drained(pass, member == null);
			}
			else if (member.pass == pass && member.lives.current instanceof ComponentLife component) {
				member.to(ChildState.RESTARTING, Phase.DRAINING);
				member.takeMissedEnd();
				component.fence();
				Duration limit = Duration.ofNanos(Math.max(0, deadline - this.node.tree.nanos()));
				component.drain(limit, (empty) -> {
					if (empty) {
						drainNext(pass, left, deadline);
					}
					else {
						drained(pass, false);
					}
				});
			}
			else {
				drainNext(pass, left, deadline);
			}
		}

		private void drained(Pass pass, boolean empty) {
			if (pass.isOver()) {
				return;
			}
			List<Cell> present = this.group.stream().filter((member) -> member.pass == pass).toList();
			present.forEach((member) -> member.pass = null);
			if (empty && present.contains(this.cell)) {
				acted(this.node, this.cell, present, this.fault, this.decision);
				pass.about(this.cell.record.incidents.open());
				pass.next();
				return;
			}
			List<Runnable> missed = present.stream()
				.filter((member) -> member.phase() == Phase.DRAINING)
				.map(this::letIn)
				.filter(Objects::nonNull)
				.toList();
			this.node.agenda.leave(pass);
			if (present.contains(this.cell)) {
				// Its callers have waited: that must not happen again without end.
				pay(this.node, this.cell);
				runOn(this.node, this.cell, this.fault, "called off, calls were still in flight");
			}
			missed.forEach(this.node::receive);
		}

		/** Let calls in again, and tell what else happened to it meanwhile. */
		private @Nullable Runnable letIn(Cell member) {
			if (member.lives.current != null) {
				member.lives.current.unfence();
			}
			member.record.outageForgotten();
			member.to(ChildState.RUNNING);
			tellDependency(member);
			return member.takeMissedEnd();
		}

		@Override
		public void done(Pass pass) {
			this.node.agenda.leave(pass);
		}

		@Override
		public void notStarted(Pass pass, Cell failed, Throwable cause, Classification classification) {
			this.node.restarts.restartFailed(pass, failed, cause, classification);
		}

		@Override
		public void withdrawn(Pass pass) {
			this.node.restarts.restartWithdrawn(pass);
		}

	}

}
