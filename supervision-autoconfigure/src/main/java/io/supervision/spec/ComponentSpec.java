package io.supervision.spec;

import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The declaration of a component (OTP: child specification of a worker).
 *
 * @param id its key among its siblings
 * @param child what is started
 * @param restart when it is restarted
 * @param significant whether its end counts for auto-shutdown
 * @param shutdown how long it may take to shut down
 * @param startTimeout how long a start may take; its expiry is a failed start
 * @param essential whether the application cannot do without it
 * @param startOptional whether its failed first start leaves the tree starting
 * @param replace the order of old and new generation
 * @param waitTimeout how old an outage may be for calls still to wait for its end
 * @param dependencyPatience how long a dependency may fail before that counts as the
 * component's failure to start, or {@code null} for ever
 * @param patienceStopsFirst whether the old generation is stopped before the new one
 * starts when that patience is over
 * @param suspicion what a suspicion leads to
 * @param suspicionAllowance restarts on suspicion before it runs on degraded
 * @param mode whether faults are acted on
 * @param observed detectors whose faults are only recorded even so
 * @param exclusive whether no generation may start while an abandoned one lives
 * @param uses ids of components it calls, wherever they are: with the tree, they are shut
 * down after it
 */
public record ComponentSpec(String id, Child child, RestartType restart, boolean significant, Shutdown shutdown,
		Duration startTimeout, boolean essential, boolean startOptional, Replace replace, Duration waitTimeout,
		@Nullable Duration dependencyPatience, boolean patienceStopsFirst, OnSuspicion suspicion,
		int suspicionAllowance, Mode mode, Set<Detector> observed, boolean exclusive,
		Set<String> uses) implements ChildSpec {

	public ComponentSpec {
		Rules.id(id);
		Rules.child(child, id);
		Rules.significant(significant, restart, id);
		Rules.positive("startTimeout", startTimeout, id);
		if (suspicionAllowance < 0) {
			throw new IllegalArgumentException(
					"'suspicionAllowance' must not be negative: " + suspicionAllowance + " (component '" + id + "')");
		}
		observed = Set.copyOf(observed);
		uses = Set.copyOf(uses);
	}

	/**
	 * Tell whether what a detector finds is recorded and not acted on.
	 * @param detector what found it
	 * @return whether it is only observed
	 */
	public boolean observes(Detector detector) {
		return this.mode == Mode.OBSERVE || this.observed.contains(detector);
	}

	/**
	 * Begin a spec with the defaults: permanent, 5 s to shut down, 30 s to start.
	 * @param id its key among its siblings
	 * @param child what is started
	 * @return the spec with defaults
	 */
	public static ComponentSpec of(String id, Child child) {
		return builder(id, child).build();
	}

	/**
	 * Begin a spec with the defaults.
	 * @param id its key among its siblings
	 * @param child what is started
	 * @return the builder
	 */
	public static Builder builder(String id, Child child) {
		return new Builder(id, child);
	}

	/**
	 * Make a spec that differs.
	 * @param changes what differs
	 * @return the new spec
	 */
	public ComponentSpec with(UnaryOperator<Builder> changes) {
		return changes.apply(new Builder(this)).build();
	}

	/**
	 * Collects what differs from the defaults.
	 */
	public static final class Builder {

		private final String id;

		private final Child child;

		private RestartType restart = RestartType.PERMANENT;

		private boolean significant;

		private Shutdown shutdown = Shutdown.within(Duration.ofSeconds(5));

		private Duration startTimeout = Duration.ofSeconds(30);

		private boolean essential;

		private boolean startOptional;

		private Replace replace = Replace.STOP_FIRST;

		private Duration waitTimeout = Duration.ofMillis(500);

		private @Nullable Duration dependencyPatience;

		private boolean patienceStopsFirst;

		private OnSuspicion suspicion = OnSuspicion.RESTART;

		private int suspicionAllowance = 3;

		private Mode mode = Mode.ACT;

		private Set<Detector> observed = Set.of();

		private boolean exclusive;

		private Set<String> uses = Set.of();

		Builder(String id, Child child) {
			this.id = id;
			this.child = child;
		}

		Builder(ComponentSpec spec) {
			this(spec.id, spec.child);
			restart(spec.restart).significant(spec.significant).shutdown(spec.shutdown).startTimeout(spec.startTimeout);
			essential(spec.essential).startOptional(spec.startOptional).replace(spec.replace);
			waitTimeout(spec.waitTimeout).dependencyPatience(spec.dependencyPatience)
				.patienceStopsFirst(spec.patienceStopsFirst)
				.suspicion(spec.suspicion);
			suspicionAllowance(spec.suspicionAllowance).mode(spec.mode)
				.observed(spec.observed)
				.exclusive(spec.exclusive)
				.uses(spec.uses);
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

		public Builder startTimeout(Duration startTimeout) {
			this.startTimeout = startTimeout;
			return this;
		}

		public Builder essential(boolean essential) {
			this.essential = essential;
			return this;
		}

		public Builder startOptional(boolean startOptional) {
			this.startOptional = startOptional;
			return this;
		}

		public Builder replace(Replace replace) {
			this.replace = replace;
			return this;
		}

		public Builder waitTimeout(Duration waitTimeout) {
			this.waitTimeout = waitTimeout;
			return this;
		}

		public Builder dependencyPatience(@Nullable Duration dependencyPatience) {
			this.dependencyPatience = dependencyPatience;
			return this;
		}

		public Builder patienceStopsFirst(boolean patienceStopsFirst) {
			this.patienceStopsFirst = patienceStopsFirst;
			return this;
		}

		public Builder suspicion(OnSuspicion suspicion) {
			this.suspicion = suspicion;
			return this;
		}

		public Builder suspicionAllowance(int suspicionAllowance) {
			this.suspicionAllowance = suspicionAllowance;
			return this;
		}

		public Builder mode(Mode mode) {
			this.mode = mode;
			return this;
		}

		public Builder exclusive(boolean exclusive) {
			this.exclusive = exclusive;
			return this;
		}

		public Builder observed(Set<Detector> observed) {
			this.observed = observed;
			return this;
		}

		public Builder uses(Set<String> uses) {
			this.uses = uses;
			return this;
		}

		/**
		 * Check everything and make the spec.
		 * @return the spec
		 * @throws IllegalArgumentException naming the attribute, its value and the rule
		 */
		public ComponentSpec build() {
			return new ComponentSpec(this.id, this.child, this.restart, this.significant, this.shutdown,
					this.startTimeout, this.essential, this.startOptional, this.replace, this.waitTimeout,
					this.dependencyPatience, this.patienceStopsFirst, this.suspicion, this.suspicionAllowance,
					this.mode, this.observed, this.exclusive, this.uses);
		}

	}

}
