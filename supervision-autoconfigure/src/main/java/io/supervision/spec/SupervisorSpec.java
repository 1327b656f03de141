package io.supervision.spec;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The declaration of a supervisor (OTP: supervisor flags and child specifications).
 *
 * @param id its key among its siblings
 * @param strategy which siblings are restarted together
 * @param intensity how many restarts it decides on within a period
 * @param period how long the restart of a component counts
 * @param nestedPeriod how long the restart of a nested supervisor counts
 * @param budget whose restarts are counted together
 * @param restart when it is restarted by its parent
 * @param significant whether its end counts for its parent's auto-shutdown
 * @param shutdown how long it may take to shut down
 * @param autoShutdown whether it ends when significant children have ended
 * @param children its static children in start order
 * @param dynamic how children are made at run time only, or {@code null} for a supervisor
 * of static children
 * @param retainsEnded whether a temporary child that ended keeps its place, stopped,
 * instead of being removed as in OTP
 */
public record SupervisorSpec(String id, Strategy strategy, int intensity, Duration period, Duration nestedPeriod,
		Budget budget, RestartType restart, boolean significant, Shutdown shutdown, AutoShutdown autoShutdown,
		List<ChildSpec> children, @Nullable Dynamic dynamic, boolean retainsEnded) implements ChildSpec {

	/** The number of restarts allowed within a period unless set otherwise. */
	public static final int DEFAULT_INTENSITY = 3;

	/** The period unless set otherwise. */
	public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(5);

	public SupervisorSpec {
		Rules.id(id);
		Rules.significant(significant, restart, id);
		if (intensity < 0) {
			throw new IllegalArgumentException(
					"'intensity' must not be negative: " + intensity + " (supervisor '" + id + "')");
		}
		Rules.positive("period", period, id);
		Rules.positive("nestedPeriod", nestedPeriod, id);
		children = List.copyOf(children);
		requireDistinctIds(id, children);
		for (ChildSpec child : children) {
			requireUseOfSignificant(id, autoShutdown, child);
		}
		if (dynamic != null) {
			requireDynamic(id, strategy, autoShutdown, children);
		}
	}

	/**
	 * Tell whether there are supervisors among its children.
	 * @return whether its own period is the nested one
	 */
	public boolean nests() {
		for (ChildSpec child : this.children) {
			if (child instanceof SupervisorSpec) {
				return true;
			}
		}
		return false;
	}

	private static void requireDistinctIds(String id, List<ChildSpec> children) {
		Set<String> ids = new HashSet<>();
		for (ChildSpec child : children) {
			if (!ids.add(child.id())) {
				throw new IllegalArgumentException(
						"'children' must have distinct ids: '" + child.id() + "' (supervisor '" + id + "')");
			}
		}
	}

	private static void requireDynamic(String id, Strategy strategy, AutoShutdown autoShutdown,
			List<ChildSpec> children) {
		if (strategy != Strategy.ONE_FOR_ONE) {
			throw new IllegalArgumentException(
					"'strategy' of dynamic children must be ONE_FOR_ONE: " + strategy + " (supervisor '" + id + "')");
		}
		if (autoShutdown != AutoShutdown.NEVER) {
			throw new IllegalArgumentException(
					"'autoShutdown' of dynamic children must be NEVER: " + autoShutdown + " (supervisor '" + id + "')");
		}
		if (!children.isEmpty()) {
			throw new IllegalArgumentException("'children' must be empty where children are dynamic: " + children.size()
					+ " (supervisor '" + id + "')");
		}
	}

	/**
	 * Check that a child may be significant here.
	 * @param id the supervisor's id
	 * @param autoShutdown the supervisor's auto-shutdown
	 * @param child the child spec
	 * @throws IllegalArgumentException if it may not
	 */
	public static void requireUseOfSignificant(String id, AutoShutdown autoShutdown, ChildSpec child) {
		if (child.significant() && autoShutdown == AutoShutdown.NEVER) {
			throw new IllegalArgumentException("'significant' of child '" + child.id()
					+ "' needs 'autoShutdown' ANY_SIGNIFICANT or ALL_SIGNIFICANT: NEVER (supervisor '" + id + "')");
		}
	}

	/**
	 * Begin a spec with the defaults: one-for-one, 3 restarts in 5 s.
	 * @param id its key among its siblings
	 * @return the builder
	 */
	public static Builder builder(String id) {
		return new Builder(id);
	}

	/**
	 * How children are made at run time (OTP: simple_one_for_one; Elixir:
	 * DynamicSupervisor).
	 *
	 * @param template what all children are made from, or {@code null} if each child
	 * brings its own
	 * @param maxChildren how many there may be at once, those restarting included
	 * @param extraArguments arguments put before each child's own
	 */
	public record Dynamic(@Nullable Template template, int maxChildren, List<Object> extraArguments) {

		public Dynamic {
			if (maxChildren < 0) {
				throw new IllegalArgumentException("'maxChildren' must not be negative: " + maxChildren);
			}
			extraArguments = List.copyOf(extraArguments);
		}

		/**
		 * Children made from one template, as many as are asked for.
		 * @param template what children are made from
		 * @return the declaration
		 */
		public static Dynamic of(@Nullable Template template) {
			return new Dynamic(template, Integer.MAX_VALUE, List.of());
		}

	}

	/**
	 * Collects what differs from the defaults.
	 */
	public static final class Builder {

		private final String id;

		private Strategy strategy = Strategy.ONE_FOR_ONE;

		private int intensity = DEFAULT_INTENSITY;

		private Duration period = DEFAULT_PERIOD;

		private @Nullable Duration nestedPeriod;

		private Budget budget = Budget.SHARED;

		private RestartType restart = RestartType.PERMANENT;

		private boolean significant;

		private Shutdown shutdown = Shutdown.INFINITY;

		private AutoShutdown autoShutdown = AutoShutdown.NEVER;

		private List<ChildSpec> children = List.of();

		private @Nullable Dynamic dynamic;

		private boolean retainsEnded;

		Builder(String id) {
			this.id = id;
		}

		public Builder strategy(Strategy strategy) {
			this.strategy = strategy;
			return this;
		}

		public Builder intensity(int intensity) {
			this.intensity = intensity;
			return this;
		}

		public Builder period(Duration period) {
			this.period = period;
			return this;
		}

		public Builder nestedPeriod(Duration nestedPeriod) {
			this.nestedPeriod = nestedPeriod;
			return this;
		}

		public Builder budget(Budget budget) {
			this.budget = budget;
			return this;
		}

		public Builder restart(RestartType restart) {
			this.restart = restart;
			return this;
		}

		public Builder significant(boolean significant) {
			this.significant = significant;
			return this;
		}

		public Builder shutdown(Shutdown shutdown) {
			this.shutdown = shutdown;
			return this;
		}

		public Builder autoShutdown(AutoShutdown autoShutdown) {
			this.autoShutdown = autoShutdown;
			return this;
		}

		public Builder children(ChildSpec... children) {
			return children(List.of(children));
		}

		public Builder children(List<? extends ChildSpec> children) {
			this.children = List.copyOf(children);
			return this;
		}

		public Builder dynamic(@Nullable Dynamic dynamic) {
			this.dynamic = dynamic;
			return this;
		}

		public Builder retainsEnded(boolean retainsEnded) {
			this.retainsEnded = retainsEnded;
			return this;
		}

		/**
		 * Check everything and make the spec. Without a nested period both are the
		 * period.
		 * @return the spec
		 * @throws IllegalArgumentException naming the attribute, its value and the rule
		 */
		public SupervisorSpec build() {
			Duration nested = (this.nestedPeriod != null) ? this.nestedPeriod : this.period;
			return new SupervisorSpec(this.id, this.strategy, this.intensity, this.period, nested, this.budget,
					this.restart, this.significant, this.shutdown, this.autoShutdown, this.children, this.dynamic,
					this.retainsEnded);
		}

	}

}
