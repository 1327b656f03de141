package io.supervision.bean;

import java.time.Duration;
import java.util.List;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor as it was found on classes, packages and in properties.
 *
 * @param id its id
 * @param parent the id of its supervisor, or {@code null} for the root
 * @param order its place among its siblings, before dependencies
 * @param strategy which siblings are restarted together
 * @param restart when it is restarted by its parent
 * @param significant whether its end counts for its parent's auto-shutdown
 * @param shutdown how long its shutdown may take
 * @param autoShutdown whether it ends when significant children have ended
 * @param allowance how many restarts it decides on
 * @param children its children in start order
 * @param place where it is declared
 */
record GroupDefinition(String id, @Nullable String parent, int order, Strategy strategy, RestartType restart,
		boolean significant, Shutdown shutdown, AutoShutdown autoShutdown, Allowance allowance,
		List<ChildDefinition> children, String place) implements ChildDefinition {

	/** The id of the root. */
	static final String ROOT = "root";

	GroupDefinition {
		children = List.copyOf(children);
	}

	GroupDefinition withChildren(List<ChildDefinition> children) {
		return new GroupDefinition(this.id, this.parent, this.order, this.strategy, this.restart, this.significant,
				this.shutdown, this.autoShutdown, this.allowance, children, this.place);
	}

	/** How long the restart of a component counts. */
	Duration period() {
		return this.allowance.usual();
	}

	/**
	 * How long the restart of a nested supervisor counts. Unless set it is long enough
	 * for the nested ones to spend their budgets as often as it takes to spend this one.
	 */
	Duration nestedPeriod() {
		Duration set = this.allowance.period();
		if (set != null) {
			return set;
		}
		GroupDefinition longest = longestNested();
		return (longest != null) ? longest.longestPeriod().multipliedBy(this.allowance.intensity() + 1L) : period();
	}

	@Nullable GroupDefinition longestNested() {
		GroupDefinition longest = null;
		for (ChildDefinition child : this.children) {
			if (child instanceof GroupDefinition group
					&& (longest == null || group.longestPeriod().compareTo(longest.longestPeriod()) > 0)) {
				longest = group;
			}
		}
		return longest;
	}

	Duration longestPeriod() {
		return (nestedPeriod().compareTo(period()) > 0) ? nestedPeriod() : period();
	}

	/**
	 * How many restarts a supervisor decides on within which time.
	 *
	 * @param intensity how many restarts
	 * @param period within which time, or {@code null} if that is not set
	 * @param periodPlace where it is set
	 * @param usual the same, or the default
	 * @param budget whose restarts are counted together
	 */
	record Allowance(int intensity, @Nullable Duration period, String periodPlace, Duration usual, Budget budget) {
	}

}
