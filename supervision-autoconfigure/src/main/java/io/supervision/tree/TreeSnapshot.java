package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Phase;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The whole tree at one moment between two decisions. Immutable.
 *
 * @param root the root supervisor
 * @param hasRun whether the whole tree has once been running
 * @param gaveUp whether the root has given up, on an essential component that is still
 * isolated or on the JVM
 * @param suspectJvm why the JVM itself is suspect, or {@code null} if it is not
 */
public record TreeSnapshot(Supervisor root, boolean hasRun, boolean gaveUp, @Nullable String suspectJvm) {

	/**
	 * The tree in a JVM that can be trusted.
	 * @param root the root supervisor
	 * @param hasRun whether the whole tree has once been running
	 * @param gaveUp whether the root has given up
	 */
	public TreeSnapshot(Supervisor root, boolean hasRun, boolean gaveUp) {
		this(root, hasRun, gaveUp, null);
	}

	/**
	 * Why the root has given up, if it has.
	 * @return the reason, as the end of a sentence
	 */
	public String givenUpBecause() {
		return (this.suspectJvm != null) ? "the JVM itself is suspect: " + this.suspectJvm
				: "the root gave up on an essential component";
	}

	/**
	 * Walk over the tree, each supervisor before its children, in start order.
	 * @return all nodes
	 */
	public Stream<Node> nodes() {
		List<Node> nodes = new ArrayList<>();
		collect(this.root, nodes);
		return nodes.stream();
	}

	private static void collect(Node node, List<Node> nodes) {
		nodes.add(node);
		if (node instanceof Supervisor supervisor) {
			for (Node child : supervisor.children()) {
				collect(child, nodes);
			}
		}
	}

	/**
	 * Find a node by its path, by a component's id, or by a supervisor's id, tried in
	 * this order.
	 * @param pathOrId what to look for
	 * @return the node, or {@code null} if there is none
	 */
	public @Nullable Node find(String pathOrId) {
		return nodes().filter((node) -> node.path().equals(pathOrId))
			.findFirst()
			.or(() -> nodes().filter((node) -> node instanceof Component && node.id().equals(pathOrId)).findFirst())
			.or(() -> nodes().filter((node) -> node instanceof Supervisor && node.id().equals(pathOrId)).findFirst())
			.orElse(null);
	}

	/** What a supervisor and a component have in common. */
	public sealed interface Node {

		String id();

		/**
		 * The address: ids from below the root, percent-encoded, each after a slash.
		 * @return the path, {@code /} for the root
		 */
		String path();

		ChildState state();

		RestartType restart();

		/**
		 * How often it was replaced by failure, suspicion or with its group.
		 * @return the number of restarts
		 */
		long restarts();

		/**
		 * When its present run began.
		 * @return the wall-clock time, or {@code null} before the first
		 */
		@Nullable Instant startedAt();

		/**
		 * The last failure, or suspicion that was acted on.
		 * @return the incident, or {@code null} if there was none
		 */
		@Nullable Incident lastFailure();

		/**
		 * The last incidents, newest last, at most 20.
		 * @return the incidents
		 */
		List<Incident> incidents();

		/**
		 * How it ended for good.
		 * @return the reason, or {@code null} unless it is stopped
		 */
		@Nullable ExitReason ended();

	}

	/**
	 * A supervisor.
	 *
	 * @param restartsInPeriod how many restarts count against its budget now; with a
	 * budget per child, the most of any child
	 * @param children its children in start order
	 */
	public record Supervisor(String id, String path, ChildState state, RestartType restart, long restarts,
			@Nullable Instant startedAt, @Nullable Incident lastFailure, List<Incident> incidents,
			@Nullable ExitReason ended, Strategy strategy, int intensity, Duration period, int restartsInPeriod,
			List<Node> children) implements Node {
	}

	/**
	 * A component.
	 *
	 * @param phase how far its restart has come, or {@code null} unless it is restarting
	 * @param outageSince when its last generation was fenced, or {@code null} unless it
	 * is restarting
	 * @param nextAttemptAt when it will be tried again, or {@code null}
	 * @param heldSince since when its start has been held for a dependency, or
	 * {@code null}
	 * @param degradedBy what degrades it, or {@code null}
	 * @param degradedReason what that is in words, or {@code null}
	 * @param serving whether it answers calls although it does not run: it is isolated,
	 * or its next generation is being started beside the one that answers
	 * @param manualRestarts how often an operator restarted it
	 * @param generation the number of successful starts
	 * @param abandoned how many abandoned generations still have a live thread
	 * @param stoppedByOperator whether an operator stopped it
	 */
	public record Component(String id, String path, ChildState state, RestartType restart, long restarts,
			@Nullable Instant startedAt, @Nullable Incident lastFailure, List<Incident> incidents,
			@Nullable ExitReason ended, boolean essential, Duration waitTimeout, @Nullable Phase phase,
			@Nullable Instant outageSince, @Nullable Instant nextAttemptAt, @Nullable Instant heldSince,
			@Nullable Degradation degradedBy, @Nullable String degradedReason, boolean serving, long manualRestarts,
			long generation, int abandoned, boolean stoppedByOperator) implements Node {
	}

}
