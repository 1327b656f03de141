package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Evidence;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The record of one fault that was acted on, or would have been. It holds text and
 * numbers only, so it keeps nothing of a dead generation alive.
 *
 * @param at when it was accepted
 * @param detector what found it
 * @param kind how certain it is
 * @param classification whose fault it is
 * @param generation the generation it was found in
 * @param decision what was decided, such as {@code restart} or
 * {@code would have restarted feed, but mode is OBSERVE}
 * @param causes the cause chain from the outside in, at most 8
 * @param count how many equal ones came in a row
 * @param recovery from the fence to the next running generation, or {@code null} until
 * then
 * @param dump a dump of all threads taken when it was found, at most 256 KB, or
 * {@code null}; only the last two of a node are kept
 * @param budgetLeft what was left to spend after the decision, or {@code null} if it was
 * no matter of a budget
 * @param restarted what was stopped and started because of it, in the order it was done,
 * at most 200 steps
 * @param abandoned generations that did not end when they were stopped because of it
 */
public record Incident(Instant at, Detector detector, Fault.Kind kind, Classification classification, long generation,
		String decision, List<Evidence.Cause> causes, int count, @Nullable Duration recovery, @Nullable String dump,
		@Nullable BudgetLeft budgetLeft, List<Step> restarted, List<Abandoned> abandoned) {

	/**
	 * What was left of a budget: the supervisor's for failures, the component's allowance
	 * for suspicions.
	 *
	 * @param restarts how many more restarts it would have paid for
	 * @param intensity how many it pays for when nothing is spent
	 * @param period how long a restart counts against it, or {@code null} for an
	 * allowance
	 */
	public record BudgetLeft(int restarts, int intensity, @Nullable Duration period) {
	}

	/**
	 * One stop or start.
	 *
	 * @param action which of the two, once it was done
	 * @param path the path of the child
	 */
	public record Step(Action action, String path) {
	}

	/** What was done to a child. */
	public enum Action {

		/** It is down. */
		STOP,

		/** It runs. */
		START

	}

	/**
	 * A generation that was given up.
	 *
	 * @param threads the threads that were left of it, at most 20: the name of each, and
	 * where it was
	 * @param since when it was given up
	 * @param endedAt when none of its threads was left, or {@code null} until then
	 */
	public record Abandoned(List<String> threads, Instant since, @Nullable Instant endedAt) {
	}

}
