package io.supervision.detect;

import java.io.Serial;
import java.time.Duration;

/**
 * Says that a component's patience with a dependency is spent. Its cause is the last
 * throwable the dependency was the reason for.
 */
final class DependencyDownException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	DependencyDownException(String component, Duration patience, Throwable last) {
		super("Dependency down for longer than 'dependencyPatience': " + patience.toMillis()
				+ "ms without one success (component '" + component + "')", last, false, false);
	}

}
