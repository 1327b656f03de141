package io.supervision.tree;

import io.supervision.event.SupervisionEvent.ReplacementDue;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Mode;
import io.supervision.spec.Replace;

/**
 * The planned replacement of a generation that has run for long enough or taken enough
 * calls. Nothing is wrong with it, so this is no failure, spends no budget and no
 * allowance, and takes nobody along whatever the strategy is. It is not made while the
 * component is being replaced or stopped already, nor if one more abandoned generation
 * would be one too many; the generation reports again.
 */
final class Rejuvenation {

	private Rejuvenation() {
	}

	static void begin(SupervisorNode node, Cell cell, String reason) {
		if (!cell.running() || !node.active() || cell.lives.incoming != null
				|| !(cell.spec instanceof ComponentSpec component) || node.restarts.mightNotComeBack(cell)) {
			return;
		}
		boolean observed = component.mode() == Mode.OBSERVE;
		node.tree.emit(new ReplacementDue(cell.record.path, cell.record.generation, node.tree.now(), reason, observed));
		if (!observed) {
			Operations.replaceAlone(node, cell, component.replace() == Replace.START_FIRST);
		}
	}

}
