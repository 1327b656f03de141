package io.supervision.tree;

import java.util.stream.Stream;

import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.Evidence;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;

/**
 * What happens when a budget is spent: the supervisor gives up and its parent decides, or
 * the offender is isolated, because this is the root or because giving up would stop an
 * essential component on behalf of one that is not.
 */
final class GiveUps {

	private final SupervisorNode node;

	GiveUps(SupervisorNode node) {
		this.node = node;
	}

	void refuse(Cell cell, ExitReason reason, Fault fault, String origin) {
		String offender = this.node.tree.isolates() ? this.node.restarts.offender(cell, origin) : origin;
		this.node.tree.emit(new IntensityExceeded(this.node.record.path, this.node.record.generation,
				this.node.tree.now(), offender, fault.cause()));
		Incident.BudgetLeft left = this.node.restarts.budgetLeft(cell);
		if (this.node.tree.isolates()) {
			Isolation isolation = Isolation.around(this.node.tree.registry, offender);
			if (this.node.parent() == null || (!isolation.essential() && wouldStopEssential(cell))) {
				String isolated = "isolated: " + String.join(", ", isolation.tops());
				cell.record.incident(this.node.tree.now(), fault, new OpenIncident.Decision(isolated, left));
				gaveUp(fault, left, isolated);
				this.node.tree.isolations.isolate(isolation);
				startAgain(cell, reason);
				return;
			}
		}
		cell.record.incident(this.node.tree.now(), fault,
				new OpenIncident.Decision("supervisor '" + this.node.record.path + "' gave up", left));
		if (this.node.parent() == null) {
			gaveUp(fault, left, "gave up");
		}
		Fault escalated = escalated(fault);
		ExitReason end = new ExitReason.Failure(escalated);
		Cell parent = this.node.parent();
		cell.record.outageForgotten();
		cell.to((parent != null && parent.spec.restart().restartsAfter(end)) ? ChildState.RESTARTING
				: ChildState.STOPPING);
		if (cell.lives.current != null) {
			cell.lives.current.stop(reason, cell.spec.shutdown(), () -> {
			});
		}
		this.node.end(end, origin);
	}

	/** What the parent is told. */
	private Fault escalated(Fault fault) {
		Throwable cause = new IllegalStateException("Supervisor '" + this.node.record.path + "' gave up: more than "
				+ this.node.spec.intensity() + " restarts in " + this.node.spec.period().toMillis() + "ms",
				fault.cause());
		return new Fault(fault.detector(), Fault.Kind.FAILURE, fault.classification(), cause, null)
			.with(Evidence.of(cause, fault.said()));
	}

	/** Have it known here too, where nobody above is told. */
	private void gaveUp(Fault fault, Incident.BudgetLeft left, String decision) {
		Fault escalated = escalated(fault);
		this.node.record.observed(this.node.tree.now(), escalated, new OpenIncident.Decision(decision, left));
		this.node.tree.changed(this.node.record.path);
	}

	/** The first failure of who is on probation isolates again, without climbing. */
	void isolateAgain(Cell cell, ExitReason reason, Fault fault, IsolatedSet probation) {
		cell.record.incident(this.node.tree.now(), fault, "isolated again");
		this.node.tree.isolations.isolateAgain(probation);
		startAgain(cell, reason);
	}

	/**
	 * No restart inside this process frees the threads of abandoned generations, so a
	 * child that has too many is isolated whatever else has failed, and no supervisor
	 * gives up for it.
	 */
	void leaveAlone(Cell cell) {
		Fault fault = Fault
			.failure(Detector.HANG,
					new IllegalStateException("'" + cell.record.path + "' has " + cell.record.abandoned
							+ " abandoned generations, more than 'max-abandoned'"))
			.read();
		if (!this.node.tree.isolates()) {
			refuse(cell, new ExitReason.Failure(fault), fault, cell.record.path);
			return;
		}
		Isolation isolation = Isolation.around(this.node.tree.registry, cell.record.path);
		cell.record.incident(this.node.tree.now(), fault, "isolated: " + String.join(", ", isolation.tops()));
		this.node.tree.isolations.isolate(isolation);
	}

	/** Start again, uncounted, what is down and was not isolated. */
	private void startAgain(Cell cell, ExitReason reason) {
		if (cell.state() != ChildState.ISOLATED && this.node.active()) {
			cell.attempts = 0;
			this.node.restarts.restart(cell, reason);
		}
	}

	/**
	 * Whether this supervisor's giving up, and what its parent's strategy then does,
	 * would stop an essential component that is running.
	 */
	private boolean wouldStopEssential(Cell failed) {
		Cell parent = this.node.parent();
		return parent != null && parent.supervisor.children.groupOf(parent)
			.stream()
			.flatMap(GiveUps::essentialOnes)
			.anyMatch((essential) -> essential != failed && essential.running());
	}

	private static Stream<Cell> essentialOnes(Cell cell) {
		if (cell.spec instanceof ComponentSpec component) {
			return component.essential() ? Stream.of(cell) : Stream.empty();
		}
		return (cell.lives.current instanceof SupervisorLife supervisor)
				? supervisor.node().children.all().stream().flatMap(GiveUps::essentialOnes) : Stream.empty();
	}

}
