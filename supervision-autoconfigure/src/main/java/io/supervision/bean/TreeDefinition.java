package io.supervision.bean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.supervision.bean.TreeSettings.Restarts;
import io.supervision.spec.Child;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.spec.TreeSpec.GiveUp;

/**
 * The tree as it was found among the bean definitions.
 *
 * @param root the root with everything below it
 * @param uses for each component the ids of those that are injected into it
 * @param restarts what holds for all restarts
 */
record TreeDefinition(GroupDefinition root, Map<String, Set<String>> uses, Restarts restarts) {

	/** All components, in start order. */
	List<ComponentDefinition> components() {
		return components(this.root).toList();
	}

	private static Stream<ComponentDefinition> components(ChildDefinition child) {
		return (child instanceof GroupDefinition group) ? group.children().stream().flatMap(TreeDefinition::components)
				: Stream.of((ComponentDefinition) child);
	}

	/** All components by their paths, in start order. */
	Map<String, ComponentDefinition> paths() {
		Map<String, ComponentDefinition> paths = new LinkedHashMap<>();
		collect("", this.root, paths);
		return paths;
	}

	private static void collect(String path, GroupDefinition group, Map<String, ComponentDefinition> paths) {
		for (ChildDefinition child : group.children()) {
			String below = path + "/" + child.id().replace("%", "%25").replace("/", "%2F");
			if (child instanceof GroupDefinition nested) {
				collect(below, nested, paths);
			}
			else {
				paths.put(below, (ComponentDefinition) child);
			}
		}
	}

	/** The same without some of the components, and without groups that lose all. */
	TreeDefinition without(Set<String> ids) {
		return new TreeDefinition(without(this.root, ids), this.uses, this.restarts);
	}

	private static GroupDefinition without(GroupDefinition group, Set<String> ids) {
		List<ChildDefinition> left = new ArrayList<>();
		for (ChildDefinition child : group.children()) {
			if (child instanceof GroupDefinition nested) {
				GroupDefinition some = without(nested, ids);
				if (!some.children().isEmpty()) {
					left.add(some);
				}
			}
			else if (!ids.contains(child.id())) {
				left.add(child);
			}
		}
		return group.withChildren(left);
	}

	/**
	 * Make the declaration the kernel runs.
	 * @param children makes what is started for a component
	 */
	TreeSpec spec(Function<ComponentDefinition, Child> children) {
		return new TreeSpec(supervisor(this.root, children), GiveUp.ISOLATE, Delays.ofRestarts(this.restarts.backoff()),
				this.restarts.resetAfter(), Delays.ofHeldStarts(this.restarts.backoff()), this.restarts.coolDown(),
				this.restarts.maxCoolDown(), this.restarts.suspicionOutage(), this.restarts.maxAbandoned());
	}

	private SupervisorSpec supervisor(GroupDefinition group, Function<ComponentDefinition, Child> children) {
		List<ChildSpec> specs = new ArrayList<>();
		for (ChildDefinition child : group.children()) {
			specs.add((child instanceof GroupDefinition nested) ? supervisor(nested, children)
					: component((ComponentDefinition) child, children));
		}
		return SupervisorSpec.builder(group.id())
			.strategy(group.strategy())
			.intensity(group.allowance().intensity())
			.period(group.period())
			.nestedPeriod(group.nestedPeriod())
			.budget(group.allowance().budget())
			.restart(group.restart())
			.significant(group.significant())
			.shutdown(group.shutdown())
			.autoShutdown(group.autoShutdown())
			.retainsEnded(true)
			.children(specs)
			.build();
	}

	private ChildSpec component(ComponentDefinition component, Function<ComponentDefinition, Child> children) {
		ComponentDefinition.Supervision supervision = component.supervision();
		ComponentDefinition.Detection detection = component.detection();
		return ComponentSpec.builder(component.id(), children.apply(component))
			.restart(supervision.restart())
			.significant(supervision.significant())
			.shutdown(supervision.shutdown())
			.startTimeout(supervision.startTimeout())
			.essential(supervision.essential())
			.startOptional(supervision.startOptional())
			.replace(supervision.replace())
			.waitTimeout(supervision.waitTimeout())
			.dependencyPatience(supervision.dependencyPatience())
			.suspicion(detection.onSuspicion())
			.suspicionAllowance(detection.suspicionAllowance())
			.mode(detection.mode())
			.observed(detection.observed())
			.exclusive(supervision.exclusive())
			.patienceStopsFirst(supervision.dependencyPatienceStopsFirst())
			.uses(this.uses.getOrDefault(component.id(), Set.of()))
			.build();
	}

}
