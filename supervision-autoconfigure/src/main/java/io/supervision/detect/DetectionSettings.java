package io.supervision.detect;

import java.time.Duration;
import java.util.List;

import io.supervision.spec.OnSuspicion;
import org.jspecify.annotations.Nullable;

/**
 * What a component declares about its faults.
 *
 * @param component its id
 * @param failOn types that are a failure at once
 * @param ignore types that never count out of a call
 * @param failureThreshold unlisted exceptions in a row, out of one method, that make a
 * suspicion
 * @param onSuspicion what a suspicion leads to; only {@code FAIL} is of interest here
 * @param dependencyPatience how long a dependency may fail without one success before
 * that is reported, or {@code null} for ever
 */
public record DetectionSettings(String component, List<Class<? extends Throwable>> failOn,
		List<Class<? extends Throwable>> ignore, int failureThreshold, OnSuspicion onSuspicion,
		@Nullable Duration dependencyPatience) {

	public DetectionSettings {
		failOn = List.copyOf(failOn);
		ignore = List.copyOf(ignore);
		if (failureThreshold < 1) {
			throw new IllegalArgumentException(
					"'failureThreshold' must be at least 1: " + failureThreshold + " (component '" + component + "')");
		}
		if (dependencyPatience != null && (dependencyPatience.isZero() || dependencyPatience.isNegative())) {
			throw new IllegalArgumentException("'dependencyPatience' must be positive: " + dependencyPatience.toMillis()
					+ "ms (component '" + component + "')");
		}
	}

	/**
	 * What applies to a component that declares nothing.
	 * @param component its id
	 * @return the defaults
	 */
	public static DetectionSettings of(String component) {
		return new DetectionSettings(component, List.of(), List.of(), 3, OnSuspicion.RESTART, null);
	}

	/**
	 * Ask both lists, from the outside in. At each throwable {@code ignore} goes first,
	 * and the first match decides.
	 * @param chain a throwable and its causes
	 * @return what the lists say
	 */
	Listed listed(List<Throwable> chain) {
		for (Throwable thrown : chain) {
			if (matches(this.ignore, thrown)) {
				return Listed.IGNORE;
			}
			if (matches(this.failOn, thrown)) {
				return Listed.FAIL_ON;
			}
		}
		return Listed.NOT;
	}

	private static boolean matches(List<Class<? extends Throwable>> types, Throwable thrown) {
		for (Class<? extends Throwable> type : types) {
			if (type.isInstance(thrown)) {
				return true;
			}
		}
		return false;
	}

	/** What a component's own lists say of a throwable. */
	enum Listed {

		/** It never counts out of a call. */
		IGNORE,

		/** It is a failure at once. */
		FAIL_ON,

		/** Nothing. */
		NOT

	}

}
