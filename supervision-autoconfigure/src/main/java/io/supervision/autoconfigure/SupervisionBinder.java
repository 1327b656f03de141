package io.supervision.autoconfigure;

import java.util.Set;

import io.supervision.bean.Problems;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
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

	/**
	 * Bind the properties. What cannot be bound is reported and has its default, so that
	 * everything else can be checked too.
	 * @param environment the application's environment
	 * @return the properties
	 */
	SupervisionProperties bind(Environment environment) {
		if (isNothingSet(environment)) {
			return SupervisionProperties.NONE;
		}
		CollectingBindHandler handler = new CollectingBindHandler(PREFIX, this.places, this.problems);
		SupervisionProperties properties = bind(environment, handler);
		if (!handler.failed().isEmpty()) {
			properties = bind(environment, new SkippingBindHandler(handler.failed()));
		}
		new PropertyRules(this.places, this.problems).check(properties);
		return properties;
	}

	/** The binder takes long to make what consists of defaults only. */
	private static boolean isNothingSet(Environment environment) {
		ConfigurationPropertyName root = ConfigurationPropertyName.of(PREFIX);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(root) != ConfigurationPropertyState.ABSENT
					|| source.getConfigurationProperty(root) != null) {
				return false;
			}
		}
		return true;
	}

	private static SupervisionProperties bind(Environment environment, BindHandler handler) {
		return Binder.get(environment).bindOrCreate(PREFIX, Bindable.of(SupervisionProperties.class), handler);
	}

	PropertyPlaces places() {
		return this.places;
	}

	/** Passes over what is known to fail. */
	private record SkippingBindHandler(Set<ConfigurationPropertyName> failed) implements BindHandler {

		@Override
		@SuppressWarnings("NullAway") // null means not to bind
		public <T> Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
			return this.failed.contains(name) ? null : target;
		}

	}

}
