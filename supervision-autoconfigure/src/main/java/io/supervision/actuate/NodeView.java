package io.supervision.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A node of the tree as the endpoint answers it. Durations and instants are ISO-8601
 * text, so that every JSON library writes them alike; what is {@code null} is left out.
 */
public sealed interface NodeView extends OperationResponseBody {

	/**
	 * A supervisor.
	 *
	 * @param children its children in start order
	 * @param incidents the last incidents, oldest first, or {@code null} inside a tree
	 */
	record Supervisor(String id, String path, String kind, String state, String strategy, int intensity, String period,
			int restartsInPeriod, String restart, long restarts, @Nullable String startedAt,
			@Nullable Failure lastFailure, List<NodeView> children,
			@Nullable List<Incident> incidents) implements NodeView {
	}

	/**
	 * A component.
	 *
	 * @param generation the number of successful starts
	 * @param restarts how many generations were replaced by failure, suspicion or group
	 * @param manualRestarts how often an operator restarted it
	 * @param phase how far a restart has come
	 * @param nextAttemptAt when it is tried again
	 * @param heldBy {@code dependency} while its start is held for one
	 * @param inFlight calls in flight in the current generation
	 * @param abandoned generations given up that still have a live thread
	 * @param incidents the last incidents, oldest first, or {@code null} inside a tree
	 */
	record Component(String id, String path, String kind, String state, @Nullable String type, String restart,
			boolean essential, boolean degraded, @Nullable String degradedBy, @Nullable String degradedReason,
			boolean serving, long generation, long restarts, long manualRestarts, @Nullable String startedAt,
			@Nullable String phase, @Nullable String nextAttemptAt, @Nullable String heldBy, @Nullable String heldSince,
			long inFlight, int abandoned, @Nullable Failure lastFailure,
			@Nullable List<Incident> incidents) implements NodeView {
	}

	/**
	 * The last failure, or suspicion that was acted on.
	 *
	 * @param type the class of the throwable
	 * @param message its message, where details are shown
	 * @param recovery from the fence to the next running generation
	 */
	record Failure(String at, String detector, String kind, String classification, @Nullable String type,
			@Nullable String message, @Nullable String recovery) {
	}

	/**
	 * One fault that was acted on, or would have been.
	 *
	 * @param decision what was decided
	 * @param causes the cause chain from the outside in
	 * @param count how many equal ones came in a row
	 */
	record Incident(String at, String detector, String kind, String classification, long generation, String decision,
			List<Cause> causes, int count, @Nullable String recovery) {
	}

	/**
	 * One throwable of a cause chain.
	 *
	 * @param message its message, where details are shown
	 * @param frames its stack, where details are shown
	 */
	record Cause(String type, @Nullable String message, @Nullable List<String> frames) {
	}

}
