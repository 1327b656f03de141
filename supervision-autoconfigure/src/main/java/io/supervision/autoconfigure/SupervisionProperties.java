package io.supervision.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.supervision.actuate.OnEssentialGiveUp;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.Mode;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.WhenDown;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * The properties under {@code supervision}.
 *
 * @param enabled whether anything is supervised; otherwise all beans are ordinary ones
 * @param mode whether faults are acted on or only recorded, anywhere in the tree
 * @param readiness whether the readiness of the application follows essential components
 * @param ignoreUnknownIds whether properties of components that do not exist are only
 * logged
 * @param heldRefusesAfter how long an essential component may be held by a dependency
 * until readiness is refused
 * @param suspicionOutage the longest outage a restart on suspicion may cause
 * @param maxAbandoned how many abandoned generations a component may have before it is
 * not restarted any more
 * @param maxQueuedEvents how many events may wait for one component that is down, where
 * they are queued
 * @param root the supervisor at the top
 * @param defaults what applies to components that do not set it
 * @param groupDefaults what applies to groups that do not set it
 * @param components what applies to components, by bean name
 * @param groups what applies to groups, by id; an id that no annotation declares makes a
 * new group
 * @param detectors what applies to detectors
 * @param backoff how long restarts wait
 */
@ConfigurationProperties("supervision")
public record SupervisionProperties(@DefaultValue("true") boolean enabled, @DefaultValue("act") Mode mode,
		@DefaultValue("true") boolean readiness, @DefaultValue("false") boolean ignoreUnknownIds,
		@DefaultValue("10m") @DurationUnit(ChronoUnit.MILLIS) Duration heldRefusesAfter,
		@DefaultValue("2s") @DurationUnit(ChronoUnit.MILLIS) Duration suspicionOutage,
		@DefaultValue("3") int maxAbandoned, @DefaultValue("1000") int maxQueuedEvents, @DefaultValue Root root,
		Defaults defaults, GroupDefaults groupDefaults, Map<String, Component> components, Map<String, Group> groups,
		Detectors detectors, @DefaultValue Backoff backoff) {

	/** Nothing is set: the same as all the default values. */
	static final SupervisionProperties NONE = new SupervisionProperties(true, Mode.ACT, true, false,
			Duration.ofMinutes(10), Duration.ofSeconds(2), 3, 1000, Root.NONE, Defaults.NONE, GroupDefaults.NONE,
			Map.of(), Map.of(), Detectors.NONE, Backoff.NONE);

	/** Sections of which nothing is set; to have them made would take the binder long. */
	public SupervisionProperties {
		defaults = (defaults != null) ? defaults : Defaults.NONE;
		groupDefaults = (groupDefaults != null) ? groupDefaults : GroupDefaults.NONE;
		components = (components != null) ? components : Map.of();
		groups = (groups != null) ? groups : Map.of();
		detectors = (detectors != null) ? detectors : Detectors.NONE;
	}

	/**
	 * The supervisor at the top.
	 *
	 * @param strategy which of its children are restarted together
	 * @param intensity how many restarts of one child it decides on within a period; 3
	 * unless set
	 * @param period how long a restart counts; 5 s unless set, and longer above groups
	 * @param onEssentialGiveUp what happens when the budget is spent on an essential
	 * component
	 * @param coolDown how long isolated components stay down the first time
	 * @param maxCoolDown how long isolated components stay down at most
	 */
	public record Root(@Nullable Strategy strategy, @Nullable Integer intensity,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration period,
			@DefaultValue("break-liveness") OnEssentialGiveUp onEssentialGiveUp,
			@DefaultValue("5m") @DurationUnit(ChronoUnit.MILLIS) Duration coolDown,
			@DefaultValue("1h") @DurationUnit(ChronoUnit.MILLIS) Duration maxCoolDown) {

		private static final Root NONE = new Root(null, null, null, OnEssentialGiveUp.BREAK_LIVENESS,
				Duration.ofMinutes(5), Duration.ofHours(1));

	}

	/**
	 * What applies to components that do not set it.
	 *
	 * @param startTimeout how long a start may take; 30 s unless set
	 * @param shutdownTimeout how long draining and closing may take together, '0' or
	 * 'infinity'; 5 s unless set
	 * @param waitTimeout how old an outage may be for calls still to wait for its end;
	 * 500 ms unless set
	 * @param callTimeout how long a call may be in flight before it counts as hung; for
	 * ever unless set
	 * @param failureThreshold unlisted exceptions in a row that make a suspicion; 3
	 * unless set
	 * @param onSuspicion what a suspicion leads to; a restart unless set
	 * @param suspicionAllowance restarts on suspicion before a component runs on
	 * degraded; 3 unless set
	 * @param dependencyPatience how long a dependency may fail without one success before
	 * a component is restarted; never unless set
	 * @param failOn throwables that are failures whenever they come out of a component
	 * @param ignore throwables that never count
	 * @param whenDown what becomes of events for a component that is down; dropped unless
	 * set
	 * @param replayStartEvents whether what initializes a bean at the start of the
	 * application is done again with each generation; not unless set
	 */
	public record Defaults(@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration startTimeout,
			@Nullable Shutdown shutdownTimeout, @DurationUnit(ChronoUnit.MILLIS) @Nullable Duration waitTimeout,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration callTimeout, @Nullable Integer failureThreshold,
			@Nullable OnSuspicion onSuspicion, @Nullable Integer suspicionAllowance,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration dependencyPatience,
			@Nullable List<Class<? extends Throwable>> failOn, @Nullable List<Class<? extends Throwable>> ignore,
			@Nullable WhenDown whenDown, @Nullable Boolean replayStartEvents) {

		private static final Defaults NONE = new Defaults(null, null, null, null, null, null, null, null, null, null,
				null, null);

	}

	/**
	 * What applies to groups that do not set it.
	 *
	 * @param intensity how many restarts a group decides on within a period; 3 unless set
	 * @param period how long a restart counts; 5 s unless set, and longer above nested
	 * groups
	 */
	public record GroupDefaults(@Nullable Integer intensity,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration period) {

		private static final GroupDefaults NONE = new GroupDefaults(null, null);

	}

	/**
	 * What applies to one component.
	 *
	 * @param supervised whether it is supervised, whatever its annotation says
	 * @param group the group it belongs to
	 * @param restart when it is restarted after it ended by itself
	 * @param order its place among its siblings
	 * @param significant whether its end counts for the auto-shutdown of its group
	 * @param essential whether the application cannot do without it
	 * @param startTimeout how long a start may take
	 * @param shutdownTimeout how long draining and closing may take together, '0' or
	 * 'infinity'
	 * @param startOptional whether the application starts although its first start fails
	 * @param replace whether the old generation stops before or after the new one starts
	 * @param waitTimeout how old an outage may be for calls still to wait for its end
	 * @param failOn throwables that are failures whenever they come out of it
	 * @param ignore throwables that never count
	 * @param failureThreshold unlisted exceptions in a row that make a suspicion
	 * @param onSuspicion what a suspicion leads to
	 * @param suspicionAllowance restarts on suspicion before it runs on degraded
	 * @param dependencyPatience how long a dependency may fail without one success before
	 * it is restarted
	 * @param dependencyPatienceStopsFirst whether that restart stops the old generation
	 * first
	 * @param callTimeout how long a call may be in flight before it counts as hung
	 * @param circuitBreaker the name of a Resilience4j circuit breaker whose opening is a
	 * suspicion
	 * @param probe how its probes are run, whatever their annotations say
	 * @param probeHealthIndicator whether its own health indicator is run as a probe
	 * @param maxAge how long a generation runs before it is replaced as planned
	 * @param maxCalls how many calls a generation takes before it is replaced as planned
	 * @param exclusive whether it owns something that two generations cannot hold at once
	 * @param standby whether its next generation is made in advance and kept ready
	 * @param mode whether its faults are acted on or only recorded
	 * @param whenDown what becomes of events for it while it is down
	 * @param replayStartEvents whether what initializes it at the start of the
	 * application is done again with each generation
	 */
	public record Component(@Nullable Boolean supervised, @Nullable String group, @Nullable RestartType restart,
			@Nullable Integer order, @Nullable Boolean significant, @Nullable Boolean essential,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration startTimeout, @Nullable Shutdown shutdownTimeout,
			@Nullable Boolean startOptional, @Nullable Replace replace,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration waitTimeout,
			@Nullable List<Class<? extends Throwable>> failOn, @Nullable List<Class<? extends Throwable>> ignore,
			@Nullable Integer failureThreshold, @Nullable OnSuspicion onSuspicion, @Nullable Integer suspicionAllowance,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration dependencyPatience,
			@Nullable Boolean dependencyPatienceStopsFirst,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration callTimeout, @Nullable String circuitBreaker,
			@Nullable Probe probe, @Nullable Boolean probeHealthIndicator,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration maxAge, @Nullable Long maxCalls,
			@Nullable Boolean exclusive, @Nullable Boolean standby, @Nullable Mode mode, @Nullable WhenDown whenDown,
			@Nullable Boolean replayStartEvents) {
	}

	/**
	 * How the probes of one component are run.
	 *
	 * @param interval how long to wait between two runs
	 * @param timeout how long a run may take
	 * @param failures failed runs in a row that are the failure of the component
	 */
	public record Probe(@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration interval,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration timeout, @Nullable Integer failures) {
	}

	/**
	 * What applies to one group.
	 *
	 * @param parent the group it is a child of
	 * @param strategy which siblings are restarted together
	 * @param intensity how many restarts it decides on within a period
	 * @param period how long a restart counts
	 * @param budget whose restarts are counted together
	 * @param restart when it is restarted by its parent
	 * @param significant whether its end counts for the auto-shutdown of its parent
	 * @param shutdownTimeout how long its shutdown may take, '0' or 'infinity'
	 * @param order its place among its siblings
	 * @param autoShutdown whether it ends when significant children have ended
	 */
	public record Group(@Nullable String parent, @Nullable Strategy strategy, @Nullable Integer intensity,
			@DurationUnit(ChronoUnit.MILLIS) @Nullable Duration period, @Nullable Budget budget,
			@Nullable RestartType restart, @Nullable Boolean significant, @Nullable Shutdown shutdownTimeout,
			@Nullable Integer order, @Nullable AutoShutdown autoShutdown) {
	}

	/**
	 * What applies to detectors.
	 *
	 * @param exception exceptions that leave calls
	 * @param breaker circuit breakers that open
	 * @param hang calls that do not return
	 * @param probe probes that fail
	 * @param result return values that violate their constraints
	 * @param thread threads of components that die
	 * @param worker workers that throw
	 * @param self components that report themselves
	 * @param start starts that fail or take too long; a component that is not running is
	 * started all the same
	 */
	public record Detectors(Observable exception, Observable breaker, Observable hang, Observable probe,
			Observable result, Observable thread, Observable worker, Observable self, Observable start) {

		private static final Detectors NONE = new Detectors(Observable.ACT, Observable.ACT, Observable.ACT,
				Observable.ACT, Observable.ACT, Observable.ACT, Observable.ACT, Observable.ACT, Observable.ACT);

		/** Those of which nothing is set act. */
		public Detectors {
			exception = (exception != null) ? exception : Observable.ACT;
			breaker = (breaker != null) ? breaker : Observable.ACT;
			hang = (hang != null) ? hang : Observable.ACT;
			probe = (probe != null) ? probe : Observable.ACT;
			result = (result != null) ? result : Observable.ACT;
			thread = (thread != null) ? thread : Observable.ACT;
			worker = (worker != null) ? worker : Observable.ACT;
			self = (self != null) ? self : Observable.ACT;
			start = (start != null) ? start : Observable.ACT;
		}

	}

	/**
	 * What applies to one detector.
	 *
	 * @param mode whether what it finds is acted on or only recorded
	 */
	public record Observable(@DefaultValue("act") Mode mode) {

		private static final Observable ACT = new Observable(Mode.ACT);

	}

	/**
	 * How long restarts wait. The first one of a child never does.
	 *
	 * @param initialDelay how long the second restart in a row waits
	 * @param multiplier what the delay is multiplied by for each further one
	 * @param maxDelay how long a restart waits at most
	 * @param jitter how far each delay is moved at random, as a part of it
	 * @param resetAfter how long a component has to run until what was counted of it is
	 * forgotten
	 */
	public record Backoff(@DefaultValue("100ms") @DurationUnit(ChronoUnit.MILLIS) Duration initialDelay,
			@DefaultValue("2") double multiplier,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.MILLIS) Duration maxDelay, @DefaultValue("0.5") double jitter,
			@DefaultValue("60s") @DurationUnit(ChronoUnit.MILLIS) Duration resetAfter) {

		private static final Backoff NONE = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(10), 0.5,
				Duration.ofMinutes(1));

	}

}
