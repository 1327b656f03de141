package io.supervision.tree;

import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Replace;

/**
 * The replacement of a running generation by one that is started beside it: the old one
 * takes calls until the new one runs, and stays if it does not.
 */
final class Replacement {

	private Replacement() {
	}

	/**
	 * Begin, if this child can be replaced that way.
	 * @param accepted runs once it has begun
	 * @return whether it has begun
	 */
	static boolean begin(SupervisorNode node, Cell cell, Runnable accepted) {
		if (!(cell.spec instanceof ComponentSpec component) || component.replace() != Replace.START_FIRST
				|| node.children.groupOf(cell).size() > 1 || cell.state() != ChildState.RUNNING) {
			return false;
		}
		beside(node, cell, component, accepted);
		return true;
	}

	/** Begin whatever the spec says. */
	static void beside(SupervisorNode node, Cell cell, ComponentSpec component, Runnable accepted) {
		if (cell.lives.incoming == null) {
			accepted.run();
			cell.lives.incoming = node.tree.newLife(component, cell.record, cell);
			cell.lives.incoming.start(null);
			cell.changed();
		}
	}

	static void arrived(SupervisorNode node, Cell cell) {
		Life old = cell.lives.current;
		cell.attempt.cancel();
		cell.lives.current = cell.lives.incoming;
		cell.lives.incoming = null;
		cell.record.outageBegins(node.tree.nanos(), node.tree.now());
		node.starts.started(cell);
		if (old != null) {
			cell.lives.retire(old, ExitReason.shutdown());
		}
	}

	static void failed(SupervisorNode node, Cell cell, Throwable cause) {
		cell.manual = false;
		Fault fault = Fault.failure(Detector.START, cause);
		node.tree.emit(new ChildStartFailed(cell.record.path, cell.record.generation, node.tree.now(), cause, false));
		cell.record.observed(node.tree.now(), fault,
				"replacement did not start" + (cell.running() ? ", the old generation stays" : ""));
		cell.changed();
	}

}
