package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.supervision.spec.Evidence;
import io.supervision.spec.Fault;
import io.supervision.tree.Incident.Action;
import io.supervision.tree.Incident.BudgetLeft;
import io.supervision.tree.Incident.Step;
import org.jspecify.annotations.Nullable;

/**
 * An incident that may still grow: what it led to is not known when it is made. Belongs
 * to the tree's owner.
 */
final class OpenIncident {

	private static final int MAX_STEPS = 200;

	private static final int MAX_ABANDONED = 20;

	private final String path;

	private Incident seen;

	/** Whether {@link #seen} is to be made anew. */
	private boolean grown;

	/** Steps that {@link #seen} does not show yet; few incidents are still growing. */
	private @Nullable List<Step> added;

	/** What it shows of these changes when they end; few incidents have any. */
	private @Nullable List<Abandonment> abandoned;

	/** Whether something was done about it. */
	boolean acted;

	/**
	 * Begin an incident.
	 * @param path the node it is an incident of
	 * @param at when the fault was accepted
	 * @param fault the fault, which has been read
	 * @param generation the generation it was found in
	 * @param decision what was decided, and what that left of a budget
	 */
	OpenIncident(String path, Instant at, Fault fault, long generation, Decision decision) {
		this.path = path;
		this.seen = new Incident(at, fault.detector(), fault.kind(), fault.classification(), generation,
				decision.text(), fault.said().causes(), 1, null, fault.dump(), decision.left(), List.of(), List.of());
	}

	/** The node it is an incident of. */
	String path() {
		return this.path;
	}

	/** The incident as it is now. */
	Incident seen() {
		if (this.grown) {
			this.grown = false;
			this.seen = copy(this.seen.count(), this.seen.recovery(), this.seen.dump());
		}
		return this.seen;
	}

	boolean recovered() {
		return this.seen.recovery() != null;
	}

	void recovered(Duration recovery) {
		this.seen = copy(this.seen.count(), recovery, this.seen.dump());
	}

	/** Be the same as one that came directly before. */
	void follows(OpenIncident before) {
		if (before.abandoned != null) {
			List<Abandonment> all = new ArrayList<>(before.abandoned);
			all.addAll(abandoned());
			this.abandoned = all;
		}
		String dump = (this.seen.dump() != null) ? this.seen.dump() : before.seen.dump();
		this.seen = copy(before.seen.count() + 1, this.seen.recovery(), dump);
	}

	void forgetDump() {
		this.seen = copy(this.seen.count(), this.seen.recovery(), null);
	}

	/** A child was stopped or started because of it. */
	void led(Action action, String child) {
		List<Step> steps = (this.added != null) ? this.added : new ArrayList<>(2);
		if (this.seen.restarted().size() + steps.size() < MAX_STEPS) {
			steps.add(new Step(action, child));
			this.added = steps;
			this.grown = true;
		}
	}

	/** A generation did not end when it was stopped because of it. */
	void abandoned(Abandonment abandonment) {
		List<Abandonment> all = new ArrayList<>(abandoned());
		if (all.size() < MAX_ABANDONED) {
			all.add(abandonment);
			this.abandoned = all;
			abandonment.whenKnown(() -> this.grown = true);
			this.grown = true;
		}
	}

	private Incident copy(int count, @Nullable Duration recovery, @Nullable String dump) {
		Incident old = this.seen;
		return new Incident(old.at(), old.detector(), old.kind(), old.classification(), old.generation(),
				old.decision(), old.causes(), count, recovery, dump, old.budgetLeft(), restarted(),
				abandoned().stream().map(Abandonment::seen).toList());
	}

	private List<Step> restarted() {
		if (this.added == null) {
			return this.seen.restarted();
		}
		List<Step> all = new ArrayList<>(this.seen.restarted());
		all.addAll(this.added);
		this.added = null;
		return List.copyOf(all);
	}

	private List<Abandonment> abandoned() {
		return (this.abandoned != null) ? this.abandoned : List.of();
	}

	/** Whether two are the same thing again: detector, decision, type and first frame. */
	boolean same(OpenIncident other) {
		return this.seen.detector() == other.seen.detector() && this.seen.decision().equals(other.seen.decision())
				&& signature(this.seen).equals(signature(other.seen));
	}

	private static List<String> signature(Incident incident) {
		Evidence.Cause cause = incident.causes().get(0);
		return List.of(cause.type(), cause.frames().isEmpty() ? "" : cause.frames().get(0));
	}

	/**
	 * What was decided about a fault.
	 *
	 * @param text the decision in words
	 * @param left what it left of a budget, or {@code null}
	 */
	record Decision(String text, @Nullable BudgetLeft left) {
	}

}
