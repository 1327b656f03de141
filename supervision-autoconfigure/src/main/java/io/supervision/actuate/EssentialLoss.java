package io.supervision.actuate;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.supervision.spec.ChildState;
import io.supervision.spec.Strategy;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Component;
import io.supervision.tree.TreeSnapshot.Node;
import io.supervision.tree.TreeSnapshot.Supervisor;

/**
 * Which components are given up for an essential one: itself, and those it cannot run
 * without, because their strategy ties it to them.
 */
final class EssentialLoss {

	/** Whether there is an essential component at or below a node that is isolated. */
	private final IdentityHashMap<Node, Boolean> lost = new IdentityHashMap<>();

	private final Set<String> paths = new HashSet<>();

	/**
	 * Find the components.
	 * @param snapshot the tree
	 * @return their paths, none unless the root gave up
	 */
	static Set<String> in(TreeSnapshot snapshot) {
		if (!snapshot.gaveUp()) {
			return Set.of();
		}
		EssentialLoss loss = new EssentialLoss();
		Supervisor root = snapshot.root();
		boolean lost = loss.look(root, false);
		loss.collect(root, root.state() == ChildState.ISOLATED, lost);
		return loss.paths;
	}

	private boolean look(Node node, boolean left) {
		boolean isolated = left || node.state() == ChildState.ISOLATED;
		boolean found = isolated && node instanceof Component component && component.essential();
		if (node instanceof Supervisor supervisor) {
			for (Node child : supervisor.children()) {
				found |= look(child, isolated);
			}
		}
		this.lost.put(node, found);
		return found;
	}

	/**
	 * Collect what is isolated and takes an essential component with it. Where that
	 * leaves a supervisor without another child, the supervisor goes too, and takes along
	 * what is tied to it.
	 * @param left whether something above is isolated
	 * @param whole whether an essential component is lost with this supervisor
	 */
	private void collect(Supervisor supervisor, boolean left, boolean whole) {
		List<Node> children = supervisor.children();
		boolean rest = false;
		for (int place = children.size() - 1; place >= 0; place--) {
			Node child = children.get(place);
			boolean own = this.lost.getOrDefault(child, false);
			rest |= own;
			boolean takes = takesAll(supervisor.strategy(), place, children.size()) ? whole
					: (supervisor.strategy() == Strategy.REST_FOR_ONE) ? rest : own;
			boolean isolated = left || child.state() == ChildState.ISOLATED;
			if (child instanceof Supervisor nested) {
				collect(nested, isolated, takes);
			}
			else if (isolated && takes) {
				this.paths.add(child.path());
			}
		}
	}

	private static boolean takesAll(Strategy strategy, int place, int children) {
		return switch (strategy) {
			case ONE_FOR_ONE -> children == 1;
			case REST_FOR_ONE -> place == 0;
			case ONE_FOR_ALL -> true;
		};
	}

}
