package io.supervision.autoconfigure;

import java.time.Duration;

import io.supervision.autoconfigure.SupervisionProperties.Backoff;
import io.supervision.autoconfigure.SupervisionProperties.Root;
import io.supervision.bean.Problems;

/**
 * What must hold for properties that concern the whole tree.
 */
final class PropertyRules {

	private final PropertyPlaces places;

	private final Problems problems;

	PropertyRules(PropertyPlaces places, Problems problems) {
		this.places = places;
		this.problems = problems;
	}

	void check(SupervisionProperties properties) {
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
		if (properties.maxAbandoned() < 0) {
			refuse("must not be negative", String.valueOf(properties.maxAbandoned()), "max-abandoned");
		}
	}

	private void positive(Duration value, String... way) {
		if (value.isNegative() || value.isZero()) {
			refuse("must be positive", text(value), way);
		}
	}

	private void notNegative(Duration value, String... way) {
		if (value.isNegative()) {
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
