package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.supervision.event.SupervisionEvent.ChildDegraded;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Phase;

/**
 * Starts that fail for a dependency's sake, or whose first failure the application does
 * not mind: they are held, and tried again with a backoff of their own, uncounted.
 */
final class HeldStarts {

	private final SupervisorNode node;

	HeldStarts(SupervisorNode node) {
		this.node = node;
	}

	boolean holds(Cell cell, Classification classification) {
		boolean first = cell.record.generation == 0;
		boolean optional = cell.spec instanceof ComponentSpec component && component.startOptional();
		return (first && optional)
				|| (classification == Classification.DEPENDENCY && (!first || this.node.tree.hasRun()));
	}

	/**
	 * A child is held in the middle of a pass: under one-for-one the others go on, under
	 * rest-for-one the later ones wait behind it, under one-for-all all others do.
	 */
	void inPass(Pass pass, Cell cell, Throwable cause) {
		List<Cell> rest = pass.rest().stream().filter((later) -> !later.setAside()).toList();
		hold(cell, cause);
		switch (this.node.spec.strategy()) {
			case ONE_FOR_ONE -> pass.next();
			case REST_FOR_ONE -> {
				rest.forEach(Cell::waitBehind);
				rest.forEach(pass::withdraw);
				pass.next();
			}
			case ONE_FOR_ALL -> {
				List<Cell> others = new ArrayList<>(pass.started());
				Collections.reverse(others);
				rest.forEach(pass::withdraw);
				stopInOrder(pass, new ArrayDeque<>(others), () -> {
					others.stream().filter((other) -> other.state() == ChildState.RESTARTING).forEach(Cell::waitBehind);
					rest.forEach(Cell::waitBehind);
					pass.next();
				});
			}
		}
	}

	private void stopInOrder(Pass pass, Deque<Cell> left, Runnable then) {
		Cell cell = left.poll();
		if (pass.isOver()) {
			return;
		}
		if (cell == null) {
			then.run();
		}
		else {
			this.node.stops.stopVictim(cell, () -> stopInOrder(pass, left, then));
		}
	}

	private void hold(Cell cell, Throwable cause) {
		ComponentSpec component = (ComponentSpec) cell.spec;
		long now = this.node.tree.nanos();
		boolean first = cell.heldSince == null;
		cell.to(ChildState.RESTARTING, Phase.WAITING);
		if (first) {
			cell.heldSince = now;
			cell.heldAt = this.node.tree.now();
			if (cell.record.degradedBy != Degradation.SUSPICION) {
				cell.record.degradedReason = Incidents.text(cause);
			}
			this.node.tree.emit(new ChildDegraded(cell.record.path, cell.record.generation, this.node.tree.now(),
					Degradation.DEPENDENCY, cause));
		}
		Duration patience = component.dependencyPatience();
		long heldFor = (cell.heldSince != null) ? now - cell.heldSince : 0;
		if (patience != null && heldFor >= patience.toNanos()) {
			cell.heldSince = null;
			this.node.restarts.retryLater(cell, cause);
			return;
		}
		Duration delay = this.node.tree.heldBackoff(++cell.heldAttempts);
		if (patience != null && delay.toNanos() > patience.toNanos() - heldFor) {
			delay = Duration.ofNanos(patience.toNanos() - heldFor);
		}
		long ticket = cell.newTicket();
		cell.after(delay,
				() -> this.node.tree.post(() -> this.node.receive(() -> this.node.restarts.attempt(cell, ticket))));
	}

}
