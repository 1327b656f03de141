package io.supervision.actuate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Component;
import io.supervision.tree.TreeSnapshot.Node;
import io.supervision.tree.TreeSnapshot.Supervisor;

/**
 * Which components are given up for an essential one: itself, and those it cannot run
 * without, because their strategy ties it to them.
 */
final class EssentialLoss {

	private final Map<Node, Supervisor> parents = new HashMap<>();

	private final Set<String> isolated = new HashSet<>();

	private EssentialLoss(Supervisor root) {
		visit(root, root.state() == ChildState.ISOLATED);
	}

	/**
	 * Find the components.
	 * @param snapshot the tree
	 * @return their paths, none unless the root gave up
	 */
	static Set<String> in(TreeSnapshot snapshot) {
		return snapshot.gaveUp() ? new EssentialLoss(snapshot.root()).paths() : Set.of();
	}

	private void visit(Supervisor supervisor, boolean left) {
		for (Node child : supervisor.children()) {
			this.parents.put(child, supervisor);
			boolean isolated = left || child.state() == ChildState.ISOLATED;
			if (child instanceof Supervisor nested) {
				visit(nested, isolated);
			}
			else if (isolated) {
				this.isolated.add(child.path());
			}
		}
	}

	private Set<String> paths() {
		Set<String> paths = new HashSet<>();
		for (Node node : this.parents.keySet()) {
			if (this.isolated.contains(node.path()) && takesEssentialWithIt(node)) {
				paths.add(node.path());
			}
		}
		return paths;
	}

	private boolean takesEssentialWithIt(Node node) {
		return tiedTo(node).stream()
			.flatMap(EssentialLoss::components)
			.anyMatch((component) -> component.essential() && this.isolated.contains(component.path()));
	}

	/**
	 * What goes down with a node when it is isolated. Where that leaves its supervisor
	 * without another child, the supervisor goes too, and takes along what is tied to it.
	 */
	private List<Node> tiedTo(Node node) {
		Supervisor supervisor = this.parents.get(node);
		if (supervisor == null) {
			return List.of(node);
		}
		List<Node> siblings = supervisor.children();
		List<Node> tied = new ArrayList<>(switch (supervisor.strategy()) {
			case ONE_FOR_ONE -> List.of(node);
			case REST_FOR_ONE -> siblings.subList(siblings.indexOf(node), siblings.size());
			case ONE_FOR_ALL -> siblings;
		});
		return (tied.size() == siblings.size()) ? tiedTo(supervisor) : tied;
	}

	private static Stream<Component> components(Node node) {
		return (node instanceof Supervisor supervisor)
				? supervisor.children().stream().flatMap(EssentialLoss::components) : Stream.of((Component) node);
	}

}
