package io.supervision.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.supervision.autoconfigure.SupervisionProperties.Backoff;
import io.supervision.autoconfigure.SupervisionProperties.Component;
import io.supervision.autoconfigure.SupervisionProperties.Defaults;
import io.supervision.autoconfigure.SupervisionProperties.GroupDefaults;
import io.supervision.autoconfigure.SupervisionProperties.Root;
import io.supervision.bean.Problems;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.WhenDown;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for properties that concern the whole tree, the defaults included: they
 * are checked here, once, and not with each component they apply to.
 */
final class PropertyRules {

	private final PropertyPlaces places;

	private final Problems problems;

	PropertyRules(PropertyPlaces places, Problems problems) {
		this.places = places;
		this.problems = problems;
	}

	void check(SupervisionProperties properties) {
		check(properties.defaults());
		check(properties.groupDefaults());
		Root root = properties.root();
		positive(root.coolDown(), "root", "cool-down");
		if (root.maxCoolDown().compareTo(root.coolDown()) < 0) {
			refuse("must not be shorter than 'cool-down' " + text(root.coolDown()), text(root.maxCoolDown()), "root",
					"max-cool-down");
		}
		Backoff backoff = properties.backoff();
		positive(backoff.initialDelay(), "backoff", "initial-delay");
		if (backoff.maxDelay().compareTo(backoff.initialDelay()) < 0) {
			refuse("must not be shorter than 'initial-delay' " + text(backoff.initialDelay()), text(backoff.maxDelay()),
					"backoff", "max-delay");
		}
		if (!(backoff.multiplier() >= 1)) {
			refuse("must not be less than 1", String.valueOf(backoff.multiplier()), "backoff", "multiplier");
		}
		if (!(backoff.jitter() >= 0 && backoff.jitter() < 1)) {
			refuse("must be at least 0 and less than 1", String.valueOf(backoff.jitter()), "backoff", "jitter");
		}
		positive(backoff.resetAfter(), "backoff", "reset-after");
		notNegative(properties.suspicionOutage(), "suspicion-outage");
		notNegative(properties.heldRefusesAfter(), "held-refuses-after");
		atLeast(0, properties.maxAbandoned(), "max-abandoned");
		atLeast(1, properties.maxQueuedEvents(), "max-queued-events");
		for (Map.Entry<String, Component> each : properties.components().entrySet()) {
			notDefault(each.getValue().onSuspicion(), "components", each.getKey(), "on-suspicion");
			notDefault(each.getValue().whenDown(), "components", each.getKey(), "when-down");
		}
	}

	private void check(Defaults defaults) {
		positive(defaults.startTimeout(), "defaults", "start-timeout");
		notNegative(defaults.waitTimeout(), "defaults", "wait-timeout");
		positive(defaults.callTimeout(), "defaults", "call-timeout");
		positive(defaults.dependencyPatience(), "defaults", "dependency-patience");
		atLeast(1, defaults.failureThreshold(), "defaults", "failure-threshold");
		atLeast(0, defaults.suspicionAllowance(), "defaults", "suspicion-allowance");
		notDefault(defaults.onSuspicion(), "defaults", "on-suspicion");
		notDefault(defaults.whenDown(), "defaults", "when-down");
	}

	private void check(GroupDefaults defaults) {
		atLeast(0, defaults.intensity(), "group-defaults", "intensity");
		positive(defaults.period(), "group-defaults", "period");
	}

	/** The constant that says "not set" in an annotation says nothing in a property. */
	private void notDefault(@Nullable OnSuspicion value, String... way) {
		if (value == OnSuspicion.DEFAULT) {
			refuse("must be one of 'restart', 'observe', 'fail'", "'default'", way);
		}
	}

	private void notDefault(@Nullable WhenDown value, String... way) {
		if (value == WhenDown.DEFAULT) {
			refuse("must be one of 'drop', 'wait', 'queue'", "'default'", way);
		}
	}

	private void atLeast(int least, @Nullable Integer value, String... way) {
		if (value != null && value < least) {
			refuse((least > 0) ? "must be positive" : "must not be negative", value.toString(), way);
		}
	}

	private void positive(@Nullable Duration value, String... way) {
		if (value != null && (value.isNegative() || value.isZero())) {
			refuse("must be positive", text(value), way);
		}
	}

	private void notNegative(@Nullable Duration value, String... way) {
		if (value != null && value.isNegative()) {
			refuse("must not be negative", text(value), way);
		}
	}

	private void refuse(String rule, String value, String... way) {
		this.problems.add("'" + SupervisionBinder.PREFIX + "." + String.join(".", way) + "' " + rule + ": " + value,
				this.places.of(way), "Correct or remove it.");
	}

	private static String text(Duration duration) {
		return duration.toMillis() + "ms";
	}

}
