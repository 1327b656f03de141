package io.supervision.actuate;

import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot;

/**
 * How the tree is, in one word. It is read off the tree itself; no health aggregator has
 * a say in it.
 */
enum TreeStatus {

	/** Nothing is wrong. */
	UP,

	/** Something is wrong, and the application can do without it or it is being cured. */
	DEGRADED,

	/** The tree has not started yet, has ended, or lacks something essential for good. */
	DOWN;

	static TreeStatus of(TreeSnapshot snapshot) {
		if (!snapshot.hasRun() || snapshot.gaveUp() || snapshot.root().state() == ChildState.STOPPED) {
			return DOWN;
		}
		return snapshot.nodes().anyMatch(TreeStatus::impaired) ? DEGRADED : UP;
	}

	private static boolean impaired(TreeSnapshot.Node node) {
		return switch (node.state()) {
			case ISOLATED, RESTARTING -> true;
			case STOPPED -> failed(node);
			default -> node instanceof TreeSnapshot.Component component && component.degradedBy() != null;
		};
	}

	/**
	 * Tell whether a child ended for good, and not as expected.
	 * @param node the child
	 * @return whether it is stopped because it failed
	 */
	static boolean failed(TreeSnapshot.Node node) {
		return node.state() == ChildState.STOPPED && node.ended() != null && !node.ended().clean();
	}

}
