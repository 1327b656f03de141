package io.supervision.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Component;
import io.supervision.tree.TreeSnapshot.Node;
import io.supervision.tree.TreeSnapshot.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * The health of a node in Boot's terms, the same for every line of Boot. The statuses
 * {@value #RESTARTING}, {@value #DEGRADED}, {@value #ISOLATED} and {@value #STOPPED} are
 * not in Boot's order, so its aggregator passes over them.
 */
public sealed interface TreeHealth {

	/** Between two runs. */
	String RESTARTING = "RESTARTING";

	/** Running although something is wrong, or ended because something was. */
	String DEGRADED = "DEGRADED";

	/** Left alone until its cool-down is over. */
	String ISOLATED = "ISOLATED";

	/** Ended as expected, or stopped by an operator. */
	String STOPPED = "STOPPED";

	/**
	 * Its name among its siblings: the last part of its path.
	 * @return the name
	 */
	String name();

	/**
	 * Read the health of a whole tree.
	 * @param snapshot the tree
	 * @return the health of its root
	 */
	static Group of(TreeSnapshot snapshot) {
		return new Reading(snapshot.hasRun(), TreeStatus.of(snapshot).name(), snapshot.suspectJvm(),
				EssentialLoss.in(snapshot))
			.group(snapshot.root());
	}

	/**
	 * The health of a supervisor: that of its children.
	 *
	 * @param members its children in start order
	 */
	record Group(String name, List<TreeHealth> members) implements TreeHealth {

		/**
		 * Find a child.
		 * @param name its name, or its id where that differs
		 * @return the child, or {@code null} if there is none
		 */
		public @Nullable TreeHealth member(String name) {
			String encoded = name.replace("%", "%25").replace("/", "%2F");
			return this.members.stream()
				.filter((member) -> member.name().equals(name) || member.name().equals(encoded))
				.findFirst()
				.orElse(null);
		}

	}

	/**
	 * The health of a component.
	 *
	 * @param status the code of its status
	 * @param details more about it: text, numbers and truth values
	 */
	record Single(String name, String status, Map<String, Object> details) implements TreeHealth {
	}

	/**
	 * What holds for the whole tree while it is read.
	 *
	 * @param hasRun whether it has once been running
	 * @param tree its status
	 * @param suspectJvm why the JVM below all of it is suspect, or {@code null}
	 * @param lost paths of the components given up for an essential one
	 */
	record Reading(boolean hasRun, String tree, @Nullable String suspectJvm, Set<String> lost) {

		private Group group(Supervisor supervisor) {
			return new Group(name(supervisor), supervisor.children().stream().map(this::health).toList());
		}

		private TreeHealth health(Node node) {
			return (node instanceof Supervisor supervisor) ? group(supervisor)
					: new Single(name(node), status((Component) node), details((Component) node));
		}

		private String status(Component component) {
			if (!this.hasRun) {
				return "OUT_OF_SERVICE";
			}
			if (this.suspectJvm != null || this.lost.contains(component.path())) {
				return "DOWN";
			}
			return switch (component.state()) {
				case STARTING -> "UNKNOWN";
				case RUNNING -> (component.degradedBy() != null) ? DEGRADED : "UP";
				case RESTARTING -> RESTARTING;
				case ISOLATED -> ISOLATED;
				case STOPPING -> STOPPED;
				case STOPPED -> TreeStatus.failed(component) ? DEGRADED : STOPPED;
			};
		}

		private Map<String, Object> details(Component component) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("tree", this.tree);
			details.put("state", component.state().name());
			details.put("essential", component.essential());
			details.put("generation", component.generation());
			details.put("restarts", component.restarts());
			if (component.degradedBy() != null) {
				details.put("degradedBy", component.degradedBy().name());
			}
			if (component.degradedReason() != null) {
				details.put("degradedReason", component.degradedReason());
			}
			if (!component.incidents().isEmpty()) {
				details.put("lastIncident", text(component.incidents().get(component.incidents().size() - 1)));
			}
			if (this.suspectJvm != null) {
				details.put("suspectJvm", this.suspectJvm);
			}
			if (component.heldSince() != null) {
				details.put("heldBy", "dependency");
			}
			if (component.serving()) {
				details.put("serving", true);
			}
			putInstant(details, "nextAttemptAt", component.nextAttemptAt());
			return details;
		}

		private static String text(Incident incident) {
			String cause = incident.causes()
				.stream()
				.findFirst()
				.map((first) -> first.type() + ((first.message() != null) ? ": " + first.message() : ""))
				.orElse("");
			return incident.detector() + " " + cause;
		}

		private static void putInstant(Map<String, Object> details, String key, @Nullable Instant value) {
			if (value != null) {
				details.put(key, value.toString());
			}
		}

		private static String name(Node node) {
			return node.path().substring(node.path().lastIndexOf('/') + 1);
		}

	}

}
