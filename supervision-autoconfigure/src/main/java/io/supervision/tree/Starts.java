package io.supervision.tree;

import java.time.Duration;

import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The start of one child in the course of a pass, and what is noted when its outcome
 * comes; what follows from that is decided by the pass.
 */
final class Starts {

	private final SupervisorNode node;

	Starts(SupervisorNode node) {
		this.node = node;
	}

	/** Begin the start of a child; one of the outcomes below follows. */
	void begin(Cell cell) {
		boolean wasDown = cell.state() == ChildState.STOPPED || cell.state() == ChildState.ISOLATED;
		cell.attempt.cancel();
		boolean served = !cell.startsFirst() && this.node.tree.servings.any(cell.record.path) && cell.component();
		boolean mustWait = served || Restarts.mustWait(cell);
		if (cell.record.generation > 0 || (cell.state() == ChildState.RESTARTING && !cell.behind())) {
			cell.to(ChildState.RESTARTING, mustWait ? Phase.WAITING : Phase.STARTING);
		}
		else {
			cell.to(ChildState.STARTING);
		}
		if (wasDown) {
			forgetOutage(cell);
		}
		if (served) {
			Pass pass = cell.pass;
			this.node.tree.servings.end(cell.record.path, () -> beginIfStillDue(cell, pass));
		}
		else if (mustWait) {
			beginLater(cell, cell.pass);
		}
		else if (cell.lives.incoming != null) {
			cell.lives.current = cell.lives.incoming;
			cell.lives.incoming = null;
		}
		else {
			beginNow(cell);
		}
	}

	/** It was not to run, and so nobody has missed it, or what is below it. */
	private void forgetOutage(Cell cell) {
		cell.record.outageForgotten();
		if (!cell.component()) {
			this.node.tree.registry.forEachRecord(cell.record.path, ChildRecord::outageForgotten);
		}
	}

	private void beginLater(Cell cell, @Nullable Pass pass) {
		cell.record.whenNoneAbandoned(() -> beginIfStillDue(cell, pass));
	}

	private void beginIfStillDue(Cell cell, @Nullable Pass pass) {
		if (pass != null && pass == cell.pass && pass.isAt(cell) && !pass.isOver()) {
			begin(cell);
		}
	}

	private void beginNow(Cell cell) {
		Demand demanded = this.node.tree.demands.take(cell.record.path);
		if (demanded != null) {
			cell.lives.current = demanded.life();
			demanded.handOver(cell);
		}
		else {
			cell.lives.current = this.node.tree.newLife(cell.spec, cell.record, cell);
			cell.lives.current.start(null);
		}
	}

	void started(Cell cell) {
		if (cell.lives.current == null) {
			return;
		}
		cell.lives.current.open();
		Life served = this.node.tree.servings.take(cell.record.path);
		if (served != null) {
			cell.lives.retire(served, ExitReason.shutdown(), () -> {
			});
		}
		note(cell);
		Pass pass = cell.pass;
		cell.runs(pass != null && pass.isVictim(cell));
		cell.pass = null;
		if (pass != null) {
			pass.started(cell);
		}
	}

	private void note(Cell cell) {
		ChildRecord child = cell.record;
		child.generation++;
		child.startedAt = this.node.tree.now();
		child.dependencyDown = null;
		if (child.degradedBy != Degradation.SUSPICION) {
			child.healthy();
		}
		Duration outage = child.outageEnds(this.node.tree.nanos());
		if (outage == null) {
			this.node.tree.emit(new ChildStarted(child.path, child.generation, this.node.tree.now()));
		}
		else {
			if (!cell.manual) {
				child.restarts++;
			}
			this.node.tree.emit(new ChildRestarted(child.path, child.generation, this.node.tree.now(), outage));
		}
		cell.manual = false;
	}

	void ignored(Cell cell) {
		Pass pass = cell.pass;
		cell.pass = null;
		this.node.stops.stoppedForGood(cell, ExitReason.normal());
		if (pass != null) {
			pass.ignored(cell);
		}
	}

	void failed(Cell cell, Throwable cause, Classification classification) {
		Pass pass = cell.pass;
		cell.pass = null;
		boolean held = pass != null && pass.triesAgain() && this.node.held.holds(cell, classification);
		this.node.tree
			.emit(new ChildStartFailed(cell.record.path, cell.record.generation, this.node.tree.now(), cause, held));
		if (pass != null) {
			pass.notStarted(cell, cause, classification);
		}
	}

}
