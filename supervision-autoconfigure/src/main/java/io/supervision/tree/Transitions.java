package io.supervision.tree;

import io.supervision.spec.Child;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.SupervisorSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells components their state. Those below a supervisor that is down hear of its state
 * as theirs.
 */
final class Transitions {

	private static final Logger logger = LoggerFactory.getLogger(Transitions.class);

	private Transitions() {
	}

	/** Tell a child, and all below it if it is down, where it stands now. */
	static void announce(Cell cell) {
		announce(cell, cell.spec, cell.record);
	}

	private static void announce(Cell cell, ChildSpec spec, ChildRecord record) {
		Tree tree = cell.tree();
		if (spec instanceof ComponentSpec component) {
			Long outage = record.outageSince();
			Long next = (cell.state() == ChildState.ISOLATED) ? tree.isolations.coolDownEnd(record.path)
					: cell.attempt.at();
			Child.Transition transition = new Child.Transition(cell.state(), (outage != null) ? outage : 0L, next);
			tell(component, record.path, transition);
		}
		else if (spec instanceof SupervisorSpec supervisor && cell.lives.current == null && !cell.running()) {
			for (ChildSpec child : supervisor.children()) {
				ChildRecord below = tree.registry.record(Paths.child(record.path, child.id()));
				if (below.isolation == null && !below.stoppedByOperator) {
					if (cell.record.outageSince() != null) {
						below.outageBegins(tree.nanos(), tree.now());
					}
					announce(cell, child, below);
				}
			}
		}
	}

	static void tell(ComponentSpec component, String path, Child.Transition transition) {
		try {
			component.child().became(transition);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "'{}' broke its contract with the supervision tree", path);
		}
	}

}
