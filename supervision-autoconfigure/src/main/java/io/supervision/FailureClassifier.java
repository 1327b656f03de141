package io.supervision;

import java.lang.reflect.Method;

import io.supervision.spec.Classification;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose fault a throwable is. Declare a bean of this type to replace the one that
 * is built in. It is asked after a component's own {@code ignore} and {@code failOn}, on
 * the thread that threw; if it throws itself, that is logged and the throwable counts as
 * the component's.
 */
@FunctionalInterface
public interface FailureClassifier {

	/**
	 * Classify a throwable.
	 * @param thrown the throwable that surfaced, its causes attached
	 * @param called the method whose call it came out of, or {@code null} if it came out
	 * of a start, a worker, a thread or a probe
	 * @return whose fault it is
	 */
	Classification classify(Throwable thrown, @Nullable Method called);

}
