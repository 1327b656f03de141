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
	 * @param serving whether it answers calls although it does not run, as an isolated
	 * component does whose calls are not what has failed
	 * @param phase how far a restart has come
	 * @param nextAttemptAt when it is tried again
	 * @param heldBy {@code dependency} while its start is held for one
	 * @param inFlight calls in flight in the current generation
	 * @param droppedEvents application events it was not told of because it was down, if
	 * it listens to any
	 * @param abandoned generations given up that still have a live thread
	 * @param incidents the last incidents, oldest first, or {@code null} inside a tree
	 */
	record Component(String id, String path, String kind, String state, @Nullable String type, String restart,
			boolean essential, boolean degraded, @Nullable String degradedBy, @Nullable String degradedReason,
			boolean serving, long generation, long restarts, long manualRestarts, @Nullable String startedAt,
			@Nullable String phase, @Nullable String nextAttemptAt, @Nullable String heldBy, @Nullable String heldSince,
			long inFlight, @Nullable Long droppedEvents, int abandoned, @Nullable Failure lastFailure,
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
	 * @param recovery from the fence to the next running generation, once there is one
	 * @param dump a dump of all threads, for a hang and where details are shown
	 * @param budgetLeft what was left to spend after the decision, where it was a matter
	 * of a budget
	 * @param restarted what was stopped and started because of it, in the order it was
	 * done
	 * @param abandoned generations that did not end when they were stopped because of it
	 */
	record Incident(String at, String detector, String kind, String classification, long generation, String decision,
			List<Cause> causes, int count, @Nullable String recovery, @Nullable String dump,
			@Nullable BudgetLeft budgetLeft, List<Step> restarted, List<Abandoned> abandoned) {
	}

	/**
	 * What was left of a budget: the supervisor's for failures, the component's allowance
	 * for suspicions.
	 *
	 * @param restarts how many more restarts it would have paid for
	 * @param intensity how many it pays for when nothing is spent
	 * @param period how long a restart counts against it; an allowance has none
	 */
	record BudgetLeft(int restarts, int intensity, @Nullable String period) {
	}

	/**
	 * One stop or start, once it was done.
	 *
	 * @param action {@code STOP} or {@code START}
	 * @param path the path of the child
	 */
	record Step(String action, String path) {
	}

	/**
	 * A generation that was given up.
	 *
	 * @param threads the threads that were left of it, each with where it was, where
	 * details are shown
	 * @param since when it was given up
	 * @param endedAt when none of its threads was left
	 */
	record Abandoned(@Nullable List<String> threads, String since, @Nullable String endedAt) {
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
