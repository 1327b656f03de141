package io.supervision.tree;

import io.supervision.event.SupervisionEvent;

/**
 * Told by the tree's owner, in the order of its decisions and before it makes the next
 * one. So it must not wait, and leaves what takes time to another thread. What it throws
 * is logged and changes nothing.
 */
public interface TreeListener {

	/**
	 * Learn of a decision.
	 * @param event what has happened
	 */
	default void happened(SupervisionEvent event) {
	}

	/**
	 * Learn that the tree looks different now.
	 * @param snapshot the tree
	 */
	default void changed(TreeSnapshot snapshot) {
	}

}
