package io.supervision.tree;

import java.util.List;

import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.RestartObserved;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;

/**
 * What the end of a child, reported by itself or by a detector, leads to (OTP: the
 * handling of an EXIT message).
 */
final class Ends {

	private final SupervisorNode node;

	Ends(SupervisorNode node) {
		this.node = node;
	}

	void exited(Cell cell, ExitReason reason, String origin) {
		if (cell.phase() == Phase.DRAINING) {
			cell.missEnd(() -> exited(cell, reason, origin));
		}
		if (cell.state() != ChildState.RUNNING || this.node.goingDown()) {
			return;
		}
		Fault fault = (reason instanceof ExitReason.Failure failure) ? failure.fault() : null;
		if (observes(cell, faultOf(cell, reason))) {
			if (fault != null || cell.spec.restart().restartsAfter(reason)) {
				observed(cell, faultOf(cell, reason), "mode is OBSERVE");
			}
			return;
		}
		if (fault != null) {
			this.node.tree.emit(new ChildFailed(cell.record.path, cell.record.generation, this.node.tree.now(),
					fault.detector(), fault.classification(), fault.kind(), fault.cause()));
		}
		IsolatedSet probation = (fault != null) ? this.node.tree.isolations.probationOf(origin) : null;
		if (!cell.spec.restart().restartsAfter(reason)) {
			if (fault != null) {
				cell.record.incident(this.node.tree.now(), fault, "not restarted: " + cell.spec.restart());
			}
			endForGood(cell, reason);
		}
		else if (probation != null && fault != null) {
			this.node.giveUps.isolateAgain(cell, reason, fault, probation);
		}
		else if (this.node.restarts.leaderOf(cell) != null) {
			cell.record.incident(this.node.tree.now(), faultOf(cell, reason), "restart with its group");
			cell.lives.end(reason, () -> {
			});
			cell.join();
		}
		else if (this.node.active()) {
			this.node.restarts.decide(cell, reason, origin);
		}
	}

	static Fault faultOf(Cell cell, ExitReason reason) {
		if (reason instanceof ExitReason.Failure failure) {
			return failure.fault();
		}
		return Fault
			.failure(Detector.SELF,
					new IllegalStateException("'" + cell.record.path + "' ended: " + reason.getClass().getSimpleName()))
			.read();
	}

	private static boolean observes(Cell cell, Fault fault) {
		return cell.spec instanceof ComponentSpec component && component.observes(fault.detector());
	}

	void observed(Cell cell, Fault fault, String why) {
		List<Cell> group = this.node.children.groupOf(cell);
		List<String> paths = group.stream().map((member) -> member.record.path).toList();
		String ids = String.join(", ", group.stream().map((member) -> member.spec.id()).toList());
		cell.record.observed(this.node.tree.now(), fault, "would have restarted " + ids + ", but " + why);
		this.node.tree.emit(new RestartObserved(cell.record.path, cell.record.generation, this.node.tree.now(),
				fault.detector(), why, paths, fault.cause()));
		cell.changed();
	}

	private void endForGood(Cell cell, ExitReason reason) {
		cell.to(ChildState.STOPPING);
		cell.stopLives(reason, () -> this.node.stops.stoppedForGood(cell, reason));
		if (!cell.spec.significant() || this.node.spec.autoShutdown() == AutoShutdown.NEVER) {
			return;
		}
		boolean last = this.node.children.all()
			.stream()
			.noneMatch((other) -> other != cell && other.spec.significant() && isAlive(other));
		if (last || this.node.spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT) {
			this.node.end(ExitReason.shutdown(), cell.record.path);
		}
	}

	private static boolean isAlive(Cell cell) {
		return switch (cell.visibleState()) {
			case STARTING, RUNNING, RESTARTING -> true;
			case STOPPING, STOPPED, ISOLATED -> false;
		};
	}

	/**
	 * A dependency has failed a component for longer than it has patience: it is replaced
	 * alone and uncounted.
	 */
	void outOfPatience(Cell cell, Fault fault) {
		if (!cell.running() || !this.node.active() || cell.lives.incoming != null) {
			return;
		}
		if (observes(cell, fault)) {
			observed(cell, fault, "mode is OBSERVE");
			return;
		}
		if (this.node.restarts.mightNotComeBack(cell)) {
			observed(cell, fault, "'" + cell.spec.id() + "' has " + cell.record.abandoned + " abandoned generations");
			return;
		}
		cell.record.incident(this.node.tree.now(), fault, "restart, dependency-patience is over");
		this.node.tree.emit(new ChildFailed(cell.record.path, cell.record.generation, this.node.tree.now(),
				fault.detector(), fault.classification(), fault.kind(), fault.cause()));
		Operations.replaceAlone(this.node, cell, !((ComponentSpec) cell.spec).patienceStopsFirst());
	}

}
