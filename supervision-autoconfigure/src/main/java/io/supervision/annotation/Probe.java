package io.supervision.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method without arguments that tells whether its component is well: it is run
 * again and again on a thread of its own, never in a health request, the first time one
 * interval after the component is ready. It fails by returning {@code false}, by throwing
 * or by taking too long; enough failures in a row are the failure of the component. What
 * a dependency is to blame for is not counted.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Probe {

	/**
	 * How long to wait between two runs.
	 * @return a duration
	 */
	String interval() default "10s";

	/**
	 * How long a run may take.
	 * @return a duration
	 */
	String timeout() default "1s";

	/**
	 * How many failed runs in a row are the failure of the component.
	 * @return the number of runs
	 */
	int failures() default 3;

}
