package io.supervision.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method without arguments that is the life of its component: it runs on a thread
 * of its own, named after the component, once the component is ready, and is interrupted
 * when the component is to stop.
 * <p>
 * A throw is the failure of the component, unless a dependency is at fault: then the
 * worker is run again after a pause. The component ends normally when its last worker has
 * returned.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Worker {

	/**
	 * Whether the worker of a new generation may run beside that of the one it replaces,
	 * which {@code replace = START_FIRST} makes them do.
	 * @return whether workers of two generations bear each other
	 */
	boolean overlap() default false;

}
