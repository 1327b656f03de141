package io.supervision.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.supervision.autoconfigure.SupervisionProperties.Backoff;
import io.supervision.bean.Attributes;
import io.supervision.bean.TreeSettings;
import io.supervision.bean.TreeSettings.Delays;
import io.supervision.bean.TreeSettings.Restarts;

/**
 * Turns properties into what the tree is built by.
 */
final class PropertySettings {

	private final SupervisionProperties properties;

	private final PropertyPlaces places;

	PropertySettings(SupervisionProperties properties, PropertyPlaces places) {
		this.properties = properties;
		this.places = places;
	}

	TreeSettings settings() {
		SupervisionProperties all = this.properties;
		return new TreeSettings(all.mode(), all.ignoreUnknownIds(), section("root", all.root()),
				section("defaults", all.defaults()), section("groupDefaults", all.groupDefaults()),
				sections("components", all.components()), sections("groups", all.groups()), restarts(all));
	}

	private Attributes section(String name, Record values) {
		return Attributes.of(values, (attribute) -> this.places.of(name, attribute));
	}

	private Map<String, Attributes> sections(String name, Map<String, ? extends Record> values) {
		Map<String, Attributes> sections = new LinkedHashMap<>();
		values.forEach((id, section) -> sections.put(id,
				Attributes.of(section, (attribute) -> this.places.of(name, id, attribute))));
		return sections;
	}

	private static Restarts restarts(SupervisionProperties all) {
		Backoff backoff = all.backoff();
		return new Restarts(
				new Delays(backoff.initialDelay(), backoff.multiplier(), backoff.maxDelay(), backoff.jitter()),
				backoff.resetAfter(), all.root().coolDown(), all.root().maxCoolDown(), all.suspicionOutage(),
				all.maxAbandoned());
	}

}
