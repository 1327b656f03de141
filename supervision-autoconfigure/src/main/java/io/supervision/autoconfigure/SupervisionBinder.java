package io.supervision.autoconfigure;

import io.supervision.bean.Problems;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Binds the properties once, before any bean is made, and finds all that is wrong with
 * them.
 */
final class SupervisionBinder {

	static final String PREFIX = "supervision";

	private final PropertyPlaces places = new PropertyPlaces();

	private final Problems problems;

	SupervisionBinder(Problems problems) {
		this.problems = problems;
	}

	SupervisionProperties bind(Environment environment) {
		SupervisionProperties properties = Binder.get(environment)
			.bindOrCreate(PREFIX, Bindable.of(SupervisionProperties.class),
					new CollectingBindHandler(PREFIX, this.places, this.problems));
		if (this.problems.found().isEmpty()) {
			new PropertyRules(this.places, this.problems).check(properties);
		}
		return properties;
	}

	PropertyPlaces places() {
		return this.places;
	}

}
