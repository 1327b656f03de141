package io.supervision.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;

/**
 * Declares a supervisor (OTP: supervisor flags) for the components of a package, of a
 * configuration class, or of every class that carries it, directly or through an
 * annotation of the application's own. All places that name one id agree on every
 * attribute they set.
 */
@Target({ ElementType.PACKAGE, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface SupervisionGroup {

	/**
	 * The id of the supervisor; not set, the simple name of the package or class,
	 * decapitalised.
	 * @return the id
	 */
	String value() default "";

	/**
	 * The group it is a child of; not set, the group found from the annotated place
	 * upwards, else the root.
	 * @return the id of a group
	 */
	String parent() default "";

	/**
	 * Which siblings are restarted together.
	 * @return the strategy
	 */
	Strategy strategy() default Strategy.ONE_FOR_ONE;

	/**
	 * How many restarts are made within a period before the supervisor gives up; 3 unless
	 * set.
	 * @return the number of restarts
	 */
	int intensity() default -1;

	/**
	 * How long a restart counts; 5 s unless set, and longer above nested groups.
	 * @return a duration
	 */
	String period() default "";

	/**
	 * Whose restarts are counted together.
	 * @return the budget
	 */
	Budget budget() default Budget.SHARED;

	/**
	 * When the supervisor is restarted by its parent.
	 * @return the restart type
	 */
	RestartType restart() default RestartType.PERMANENT;

	/**
	 * Whether its end counts for the auto-shutdown of its parent.
	 * @return whether it is significant
	 */
	boolean significant() default false;

	/**
	 * How long its shutdown may take; without limit unless set.
	 * @return a duration, {@code 0} or {@code infinity}
	 */
	String shutdownTimeout() default "";

	/**
	 * Its place among its siblings.
	 * @return the order, lower starts first
	 */
	int order() default 0;

	/**
	 * Whether the supervisor ends when significant children have ended.
	 * @return the rule
	 */
	AutoShutdown autoShutdown() default AutoShutdown.NEVER;

}
