package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

import io.supervision.spec.Evidence;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * From snapshots to what the endpoint answers.
 *
 * @param components what the kernel does not know
 * @param detailed whether messages and stacks are shown
 */
record Views(ComponentDetails components, boolean detailed) {

	TreeView tree(TreeSnapshot snapshot) {
		return new TreeView(TreeStatus.of(snapshot).name(), node(snapshot.root(), false));
	}

	/**
	 * Show a node with its incidents.
	 * @param node the node
	 * @return its view
	 */
	NodeView node(TreeSnapshot.Node node) {
		return node(node, true);
	}

	private NodeView node(TreeSnapshot.Node node, boolean incidents) {
		return (node instanceof TreeSnapshot.Supervisor supervisor) ? supervisor(supervisor, incidents)
				: component((TreeSnapshot.Component) node, incidents);
	}

	private NodeView.Supervisor supervisor(TreeSnapshot.Supervisor node, boolean incidents) {
		return new NodeView.Supervisor(node.id(), node.path(), "supervisor", node.state().name(),
				node.strategy().name(), node.intensity(), node.period().toString(), node.restartsInPeriod(),
				node.restart().name(), node.restarts(), textOrNull(node.startedAt()), failure(node.lastFailure()),
				node.children().stream().map((child) -> node(child, false)).toList(),
				incidents ? incidents(node) : null);
	}

	private NodeView.Component component(TreeSnapshot.Component node, boolean incidents) {
		return new NodeView.Component(node.id(), node.path(), "component", node.state().name(),
				this.components.type(node.path()), node.restart().name(), node.essential(), node.degradedBy() != null,
				name(node.degradedBy()), this.detailed ? node.degradedReason() : null, node.serving(),
				node.generation(), node.restarts(), node.manualRestarts(), textOrNull(node.startedAt()),
				name(node.phase()), textOrNull(node.nextAttemptAt()), (node.heldSince() != null) ? "dependency" : null,
				textOrNull(node.heldSince()), this.components.inFlight(node.path()),
				this.components.droppedEvents(node.path()), node.abandoned(), failure(node.lastFailure()),
				incidents ? incidents(node) : null);
	}

	private NodeView.@Nullable Failure failure(@Nullable Incident incident) {
		if (incident == null) {
			return null;
		}
		Evidence.Cause cause = incident.causes().isEmpty() ? null : incident.causes().get(0);
		return new NodeView.Failure(text(incident.at()), incident.detector().name(), incident.kind().name(),
				incident.classification().name(), (cause != null) ? cause.type() : null,
				(cause != null && this.detailed) ? cause.message() : null, textOrNull(incident.recovery()));
	}

	private List<NodeView.Incident> incidents(TreeSnapshot.Node node) {
		return node.incidents().stream().map(this::incident).toList();
	}

	private NodeView.Incident incident(Incident incident) {
		return new NodeView.Incident(text(incident.at()), incident.detector().name(), incident.kind().name(),
				incident.classification().name(), incident.generation(), incident.decision(),
				incident.causes().stream().map(this::cause).toList(), incident.count(), textOrNull(incident.recovery()),
				this.detailed ? incident.dump() : null, budgetLeft(incident.budgetLeft()),
				incident.restarted()
					.stream()
					.map((step) -> new NodeView.Step(step.action().name(), step.path()))
					.toList(),
				incident.abandoned().stream().map(this::abandoned).toList());
	}

	private static NodeView.@Nullable BudgetLeft budgetLeft(Incident.@Nullable BudgetLeft left) {
		return (left != null)
				? new NodeView.BudgetLeft(left.restarts(), left.intensity(), Objects.toString(left.period(), null))
				: null;
	}

	private NodeView.Abandoned abandoned(Incident.Abandoned abandoned) {
		return new NodeView.Abandoned(this.detailed ? abandoned.threads() : null, text(abandoned.since()),
				textOrNull(abandoned.endedAt()));
	}

	private NodeView.Cause cause(Evidence.Cause cause) {
		return this.detailed ? new NodeView.Cause(cause.type(), cause.message(), cause.frames())
				: new NodeView.Cause(cause.type(), null, null);
	}

	private static @Nullable String name(@Nullable Enum<?> value) {
		return (value != null) ? value.name() : null;
	}

	private static @Nullable String textOrNull(@Nullable Duration duration) {
		return (duration != null) ? duration.truncatedTo(ChronoUnit.MICROS).toString() : null;
	}

	private static @Nullable String textOrNull(@Nullable Instant instant) {
		return (instant != null) ? text(instant) : null;
	}

	private static String text(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MILLIS).toString();
	}

}
