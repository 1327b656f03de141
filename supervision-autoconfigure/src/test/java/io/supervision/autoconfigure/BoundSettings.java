package io.supervision.autoconfigure;

import io.supervision.bean.Problems;
import io.supervision.bean.TreeSettings;

import org.springframework.core.env.Environment;

/**
 * The settings that the properties of an environment make.
 */
public final class BoundSettings {

	private BoundSettings() {
	}

	public static TreeSettings of(Environment environment, Problems problems) {
		SupervisionBinder binder = new SupervisionBinder(problems);
		SupervisionProperties properties = binder.bind(environment);
		return new PropertySettings(properties, binder.places()).settings();
	}

}
