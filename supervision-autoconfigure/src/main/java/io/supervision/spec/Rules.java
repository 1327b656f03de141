package io.supervision.spec;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The rules values of a spec obey. Each refusal names the attribute, the value, the rule
 * and the child.
 */
final class Rules {

	private Rules() {
	}

	static void id(@Nullable String id) {
		if (id == null || id.isBlank() || id.equals(".") || id.equals("..")) {
			throw new IllegalArgumentException("'id' must not be missing, blank, '.' or '..': '" + id + "'");
		}
	}

	static void child(@Nullable Child child, String id) {
		if (child == null) {
			throw new IllegalArgumentException("'child' must not be missing (component '" + id + "')");
		}
	}

	static void significant(boolean significant, RestartType restart, String id) {
		if (significant && restart == RestartType.PERMANENT) {
			throw new IllegalArgumentException(
					"'significant' needs 'restart' TRANSIENT or TEMPORARY: PERMANENT (child '" + id
							+ "'), because a permanent child never ends for good");
		}
	}

	static void positive(String attribute, @Nullable Duration value, String id) {
		if (value == null || value.isZero() || value.isNegative()) {
			throw new IllegalArgumentException("'" + attribute + "' must be positive: "
					+ ((value != null) ? value.toMillis() + "ms" : "infinity") + " (child '" + id + "')");
		}
	}

}
