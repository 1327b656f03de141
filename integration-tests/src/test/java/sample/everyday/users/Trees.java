package sample.everyday.users;

import java.util.List;

import io.supervision.SupervisionTree;
import io.supervision.tree.TreeSnapshot;

/**
 * Reads trees.
 */
final class Trees {

	private Trees() {
	}

	static List<String> components(SupervisionTree tree) {
		return tree.snapshot()
			.nodes()
			.filter(TreeSnapshot.Component.class::isInstance)
			.map(TreeSnapshot.Node::id)
			.sorted()
			.toList();
	}

	static void restart(SupervisionTree tree, String id) {
		tree.root().terminateChild(id);
		tree.root().restartChild(id);
	}

}
