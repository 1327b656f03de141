package io.supervision.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.supervision.spec.Mode;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.WhenDown;

/**
 * Puts a bean under supervision: it becomes a component, a child of a supervisor (OTP:
 * worker), with the bean name as its id. It counts on the bean's own class or its
 * {@code @Bean} method, where the method replaces the class as a whole, also as a
 * meta-annotation; it is not inherited.
 * <p>
 * All durations are text such as {@code 500ms} or {@code 5s}, with milliseconds as the
 * bare unit and placeholders allowed. Where an attribute is not set, what
 * {@code supervision.defaults} says applies, and after that the value given here.
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Supervised {

	/**
	 * The group it belongs to; not set, the nearest {@link SupervisionGroup}, else the
	 * root.
	 * @return the id of a group
	 */
	String group() default "";

	/**
	 * When it is restarted after it ended by itself.
	 * @return the restart type
	 */
	RestartType restart() default RestartType.PERMANENT;

	/**
	 * Its place among its siblings, before dependencies and definition order.
	 * @return the order, lower starts first
	 */
	int order() default 0;

	/**
	 * Whether its end counts for the auto-shutdown of its group.
	 * @return whether it is significant
	 */
	boolean significant() default false;

	/**
	 * Whether the application cannot do without it: readiness depends on it, and when the
	 * root's budget is spent on it, liveness breaks. Components that are not essential
	 * are isolated.
	 * @return whether it is essential
	 */
	boolean essential() default false;

	/**
	 * How long a start may take, after which it has failed; 30 s unless set.
	 * @return a duration
	 */
	String startTimeout() default "";

	/**
	 * How long draining and closing may take together before the generation is abandoned;
	 * 5 s unless set.
	 * @return a duration, {@code 0} (at once) or {@code infinity}
	 */
	String shutdownTimeout() default "";

	/**
	 * Whether the application starts although the first start of this component fails.
	 * @return whether the start is optional
	 */
	boolean startOptional() default false;

	/**
	 * Whether the old generation stops before the new one starts, or after it.
	 * @return the order
	 */
	Replace replace() default Replace.STOP_FIRST;

	/**
	 * How old an outage may be for calls still to wait for its end; 500 ms unless set,
	 * {@code 0} fails at once.
	 * @return a duration
	 */
	String waitTimeout() default "";

	/**
	 * Throwables that are failures whenever they come out of the component.
	 * @return the types, subtypes included
	 */
	Class<? extends Throwable>[] failOn() default {};

	/**
	 * Throwables that never count.
	 * @return the types, subtypes included
	 */
	Class<? extends Throwable>[] ignore() default {};

	/**
	 * How many unlisted exceptions in a row out of one method, without a success of that
	 * method in between, make a suspicion; 3 unless set.
	 * @return the number of exceptions
	 */
	int failureThreshold() default -1;

	/**
	 * What a suspicion leads to; a restart unless set.
	 * @return the reaction
	 */
	OnSuspicion onSuspicion() default OnSuspicion.DEFAULT;

	/**
	 * How many restarts on suspicion are made before the component runs on degraded; 3
	 * unless set.
	 * @return the number of restarts
	 */
	int suspicionAllowance() default -1;

	/**
	 * How long a dependency may fail without one success before the component, which then
	 * is to own the client or pool in question, is restarted, uncounted; never unless
	 * set.
	 * @return a duration
	 */
	String dependencyPatience() default "";

	/**
	 * Whether the old generation stops before the new one starts where
	 * {@link #dependencyPatience()} has run out. Otherwise it stops after it, so that a
	 * restart while the dependency is still down takes nothing away; a component whose
	 * generations cannot run side by side has to set this.
	 * @return whether the old generation stops first
	 */
	boolean dependencyPatienceStopsFirst() default false;

	/**
	 * How long a call may be in flight before it counts as hung; for ever unless set.
	 * @return a duration
	 */
	String callTimeout() default "";

	/**
	 * A Resilience4j circuit breaker of the application's registry whose opening is a
	 * suspicion; none unless set.
	 * @return the name of the breaker
	 */
	String circuitBreaker() default "";

	/**
	 * Whether {@code health()} of a bean that is a {@code HealthIndicator} is run as a
	 * probe.
	 * @return whether it is a probe too
	 */
	boolean probeHealthIndicator() default false;

	/**
	 * How long a generation runs before it is replaced as planned, uncounted; for ever
	 * unless set. Each generation runs up to a tenth shorter, at random, so that what
	 * started together is not replaced together.
	 * @return a duration
	 */
	String maxAge() default "";

	/**
	 * How many calls a generation takes before it is replaced as planned, uncounted; any
	 * number unless set. They are looked at once a second, so a busy generation takes
	 * some more.
	 * @return the number of calls
	 */
	long maxCalls() default -1;

	/**
	 * Whether the component owns something that two generations cannot hold at once, such
	 * as a port or a lock.
	 * @return whether generations exclude each other
	 */
	boolean exclusive() default false;

	/**
	 * Whether the next generation is made in advance and kept ready behind the one that
	 * runs, so that a restart only has to hand over to it. It implies that the new
	 * generation is started first. Both are alive at the same time, and the one in wait
	 * has what there was when it was made.
	 * @return whether a generation is kept ready
	 */
	boolean standby() default false;

	/**
	 * What becomes of an event the component listens to while it is down; it is dropped
	 * unless set. The publisher and other listeners never notice.
	 * @return what to do with the event
	 */
	WhenDown whenDown() default WhenDown.DEFAULT;

	/**
	 * Whether what initializes the bean at the start of the application, which is long
	 * over when a generation takes the place of another, is done again with each
	 * generation before it takes calls, as part of its start: its listeners of
	 * {@code ContextRefreshedEvent}, {@code ApplicationStartedEvent} and
	 * {@code ApplicationReadyEvent}, and what it does as an {@code ApplicationRunner} or
	 * {@code CommandLineRunner}.
	 * @return whether it is done again
	 */
	boolean replayStartEvents() default false;

	/**
	 * Whether faults of this component are acted on or only recorded.
	 * @return the mode
	 */
	Mode mode() default Mode.ACT;

}
