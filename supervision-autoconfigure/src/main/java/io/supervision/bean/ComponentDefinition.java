package io.supervision.bean;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.supervision.spec.Detector;
import io.supervision.spec.Mode;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.WhenDown;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * A component as it was found among the bean definitions, with everything that is
 * configured for it.
 *
 * @param id its id: the bean name
 * @param definition the merged definition its generations are made from
 * @param type the type of the bean as far as it can be told without making it
 * @param factoryMethod its {@code @Bean} method, or {@code null}
 * @param group the id of its supervisor
 * @param order its place among its siblings, before dependencies
 * @param dependencies ids of the components that are injected into it
 * @param supervision how it is supervised
 * @param detection what counts as a fault of it
 * @param watching how its generations are watched while they run
 * @param listening how it is told of events
 * @param place where it is declared
 */
record ComponentDefinition(String id, RootBeanDefinition definition, ResolvableType type,
		@Nullable Method factoryMethod, String group, int order, Set<String> dependencies, Supervision supervision,
		Detection detection, Watching watching, Listening listening, String place) implements ChildDefinition {

	Class<?> beanClass() {
		return this.type.resolve(Object.class);
	}

	/**
	 * How a component is supervised.
	 *
	 * @param restart when it is restarted
	 * @param significant whether its end counts for auto-shutdown
	 * @param essential whether the application cannot do without it
	 * @param startTimeout how long a start may take
	 * @param shutdown how long drain and close may take
	 * @param startOptional whether its failed first start leaves the application starting
	 * @param replace the order of old and new generation
	 * @param exclusive whether generations exclude each other
	 * @param standby whether the next generation is made in advance
	 * @param waitTimeout how old an outage may be for calls still to wait for its end
	 * @param dependencyPatience how long a dependency may fail before it is restarted, or
	 * {@code null} for ever
	 * @param dependencyPatienceStopsFirst whether that restart stops the old generation
	 * first
	 */
	record Supervision(RestartType restart, boolean significant, boolean essential, Duration startTimeout,
			Shutdown shutdown, boolean startOptional, Replace replace, boolean exclusive, boolean standby,
			Duration waitTimeout, @Nullable Duration dependencyPatience, boolean dependencyPatienceStopsFirst) {
	}

	/**
	 * What counts as a fault of a component, and what a fault leads to.
	 *
	 * @param failOn throwables that are failures whenever they come out of it
	 * @param ignore throwables that never count
	 * @param failureThreshold exceptions in a row that make a suspicion
	 * @param onSuspicion what a suspicion leads to
	 * @param suspicionAllowance restarts on suspicion before it runs on degraded
	 * @param mode whether faults are acted on
	 * @param observed detectors whose faults are only recorded even so
	 */
	record Detection(List<Class<? extends Throwable>> failOn, List<Class<? extends Throwable>> ignore,
			int failureThreshold, OnSuspicion onSuspicion, int suspicionAllowance, Mode mode, Set<Detector> observed) {

		/** Whether nothing comes of what a detector finds. */
		boolean observes(Detector detector) {
			return this.mode == Mode.OBSERVE || this.observed.contains(detector);
		}

	}

	/**
	 * How a component is told of events.
	 *
	 * @param whenDown what becomes of an event while it is down
	 * @param maxQueued how many events may wait for it
	 * @param replayStartEvents whether each generation is told of the application's
	 * start, or {@code null} if that is set nowhere
	 */
	record Listening(WhenDown whenDown, int maxQueued, @Nullable Boolean replayStartEvents) {

		boolean replaysStartEvents() {
			return Boolean.TRUE.equals(this.replayStartEvents);
		}

	}

	/**
	 * How the generations of a component are watched while they run.
	 *
	 * @param callTimeout how long a call may be in flight before it counts as hung, or
	 * {@code null} for ever
	 * @param circuitBreaker the name of a circuit breaker whose opening is a suspicion,
	 * and where it is set, or {@code null}
	 * @param probeHealthIndicator whether its own health indicator is run as a probe
	 * @param maxAge how long a generation runs before it is replaced as planned, or
	 * {@code null} for ever
	 * @param maxCalls how many calls a generation takes before it is replaced as planned,
	 * or {@code null} for any number
	 * @param probes what is set for all its probes, whatever their annotations say
	 */
	record Watching(@Nullable Duration callTimeout, Attributes.@Nullable Setting circuitBreaker,
			boolean probeHealthIndicator, @Nullable Duration maxAge, @Nullable Long maxCalls, Attributes probes) {

		Watching(@Nullable Duration callTimeout, Attributes.@Nullable Setting circuitBreaker,
				boolean probeHealthIndicator, @Nullable Duration maxAge, @Nullable Long maxCalls) {
			this(callTimeout, circuitBreaker, probeHealthIndicator, maxAge, maxCalls, Attributes.NONE);
		}

		/** What applies to a component that declares nothing. */
		static final Watching NOTHING = new Watching(null, null, false, null, null);

	}

}
