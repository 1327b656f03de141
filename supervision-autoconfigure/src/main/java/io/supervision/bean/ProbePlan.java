package io.supervision.bean;

import java.lang.reflect.Method;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How one probe is run.
 *
 * @param component the id of its component
 * @param method the probe, or {@code null} for the component's own health indicator
 * @param interval how long to wait between two runs
 * @param timeout how long a run may take
 * @param failures how many failed runs in a row are the failure of the component
 */
record ProbePlan(String component, @Nullable Method method, Duration interval, Duration timeout, int failures) {

	/** What tells it from the component's other probes. */
	String name() {
		return (this.method != null) ? this.method.getName() : "health";
	}

	@Override
	public String toString() {
		return ((this.method != null) ? "probe '" + this.method.getName() + "'" : "health indicator") + " of '"
				+ this.component + "'";
	}

}
