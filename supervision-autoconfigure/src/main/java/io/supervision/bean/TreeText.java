package io.supervision.bean;

import java.util.List;

import io.supervision.spec.RestartType;
import io.supervision.tree.TreeSnapshot;

/**
 * A tree as text, for people: one line per node, each supervisor's children numbered in
 * start order.
 */
public final class TreeText {

	private TreeText() {
	}

	/**
	 * Draw a tree.
	 * @param snapshot the tree
	 * @return several lines
	 */
	public static String of(TreeSnapshot snapshot) {
		StringBuilder text = new StringBuilder(line(snapshot.root()));
		draw(snapshot.root().children(), "", text);
		return text.toString();
	}

	private static void draw(List<TreeSnapshot.Node> children, String indent, StringBuilder text) {
		for (int i = 0; i < children.size(); i++) {
			TreeSnapshot.Node child = children.get(i);
			boolean last = i == children.size() - 1;
			text.append(System.lineSeparator())
				.append(indent)
				.append(last ? "└── " : "├── ")
				.append(i + 1)
				.append(' ')
				.append(line(child));
			if (child instanceof TreeSnapshot.Supervisor supervisor) {
				draw(supervisor.children(), indent + (last ? "    " : "│   "), text);
			}
		}
	}

	private static String line(TreeSnapshot.Node node) {
		String restart = (node.restart() != RestartType.PERMANENT) ? ", " + node.restart() : "";
		if (node instanceof TreeSnapshot.Supervisor supervisor) {
			return node.id() + "  " + supervisor.strategy() + ", " + supervisor.intensity() + " in "
					+ Durations.text(supervisor.period()) + restart;
		}
		TreeSnapshot.Component component = (TreeSnapshot.Component) node;
		return node.id() + "  " + node.state() + (component.essential() ? ", essential" : "") + restart;
	}

}
