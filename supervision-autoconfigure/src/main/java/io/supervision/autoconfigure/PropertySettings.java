package io.supervision.autoconfigure;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.supervision.autoconfigure.SupervisionProperties.Backoff;
import io.supervision.autoconfigure.SupervisionProperties.Detectors;
import io.supervision.bean.Attributes;
import io.supervision.bean.TreeSettings;
import io.supervision.bean.TreeSettings.Delays;
import io.supervision.bean.TreeSettings.Restarts;
import io.supervision.spec.Detector;
import io.supervision.spec.Mode;

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
		return new TreeSettings(all.mode(), observed(all.detectors()), all.ignoreUnknownIds(),
				section("root", all.root()), section("defaults", all.defaults()),
				section("groupDefaults", all.groupDefaults()), sections("components", all.components()),
				sections("groups", all.groups()), restarts(all), all.maxQueuedEvents());
	}

	private Attributes section(String name, Record values) {
		return Attributes.of(values, (attribute) -> this.places.of(name, attribute));
	}

	private Map<String, Attributes> sections(String name, Map<String, ? extends Record> values) {
		Map<String, Attributes> sections = new LinkedHashMap<>();
		for (Map.Entry<String, ? extends Record> each : values.entrySet()) {
			String id = each.getKey();
			sections.put(id, Attributes.of(each.getValue(), (attribute) -> this.places.of(way(name, id, attribute))));
		}
		return sections;
	}

	private static String[] way(String name, String id, String attribute) {
		return Stream.concat(Stream.of(name, id), Stream.of(attribute.split("\\."))).toArray(String[]::new);
	}

	private static Set<Detector> observed(Detectors detectors) {
		Map<Detector, Mode> modes = Map.of(Detector.EXCEPTION, detectors.exception().mode(), Detector.BREAKER,
				detectors.breaker().mode(), Detector.HANG, detectors.hang().mode(), Detector.PROBE,
				detectors.probe().mode(), Detector.RESULT, detectors.result().mode(), Detector.THREAD,
				detectors.thread().mode(), Detector.WORKER, detectors.worker().mode(), Detector.SELF,
				detectors.self().mode(), Detector.START, detectors.start().mode());
		Set<Detector> observed = new HashSet<>();
		for (Map.Entry<Detector, Mode> each : modes.entrySet()) {
			if (each.getValue() == Mode.OBSERVE) {
				observed.add(each.getKey());
			}
		}
		return observed;
	}

	private static Restarts restarts(SupervisionProperties all) {
		Backoff backoff = all.backoff();
		return new Restarts(
				new Delays(backoff.initialDelay(), backoff.multiplier(), backoff.maxDelay(), backoff.jitter()),
				backoff.resetAfter(), all.root().coolDown(), all.root().maxCoolDown(), all.suspicionOutage(),
				all.maxAbandoned());
	}

}
