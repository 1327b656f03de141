package io.supervision.bean;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.supervision.spec.Detector;
import io.supervision.spec.Mode;

/**
 * What the properties say about the tree.
 *
 * @param mode whether faults are acted on anywhere
 * @param observed detectors whose faults are only recorded even so
 * @param ignoreUnknownIds whether properties for components there are not are only logged
 * @param root attributes of the root
 * @param defaults attributes of components that set them nowhere
 * @param groupDefaults attributes of groups that set them nowhere
 * @param components attributes of components by id
 * @param groups attributes of groups by id
 * @param restarts what holds for all restarts
 * @param maxQueuedEvents how many events may wait for one component
 */
public record TreeSettings(Mode mode, Set<Detector> observed, boolean ignoreUnknownIds, Attributes root,
		Attributes defaults, Attributes groupDefaults, Map<String, Attributes> components,
		Map<String, Attributes> groups, Restarts restarts, int maxQueuedEvents) {

	public TreeSettings {
		components = AttributesById.of(components);
		groups = AttributesById.of(groups);
	}

	Attributes component(String id) {
		return AttributesById.of(this.components).find(id);
	}

	Attributes group(String id) {
		return AttributesById.of(this.groups).find(id);
	}

	/** The ids of beans that are not to be supervised, whatever their annotations say. */
	Set<String> ordinary() {
		Set<String> ordinary = new HashSet<>();
		for (Map.Entry<String, Attributes> each : this.components.entrySet()) {
			if (Boolean.FALSE.equals(each.getValue().value("supervised", Boolean.class))) {
				ordinary.add(each.getKey());
			}
		}
		return ordinary;
	}

	/**
	 * What holds for all restarts in the tree.
	 *
	 * @param backoff how long restarts wait
	 * @param resetAfter how long a child runs until what was counted is forgotten
	 * @param coolDown how long isolated children stay down the first time
	 * @param maxCoolDown how long they stay down at most
	 * @param suspicionOutage how long a restart on suspicion may take
	 * @param maxAbandoned how many abandoned generations a component may have
	 */
	public record Restarts(Delays backoff, Duration resetAfter, Duration coolDown, Duration maxCoolDown,
			Duration suspicionOutage, int maxAbandoned) {
	}

	/**
	 * The delays between attempts.
	 *
	 * @param initial the first delay
	 * @param multiplier what each further one is multiplied by
	 * @param max the longest
	 * @param jitter how far each is moved at random, as a part of it
	 */
	public record Delays(Duration initial, double multiplier, Duration max, double jitter) {

	}

}
