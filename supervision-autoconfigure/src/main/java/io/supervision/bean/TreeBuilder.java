package io.supervision.bean;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Strategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.jspecify.annotations.Nullable;

/**
 * Puts components and groups together into a tree, each supervisor's children in start
 * order.
 */
final class TreeBuilder {

	private static final Logger logger = LoggerFactory.getLogger(TreeBuilder.class);

	private final Map<String, ComponentDefinition> components = new LinkedHashMap<>();

	private final GroupDefinition root;

	private final Map<String, GroupDefinition> groups;

	private final Problems problems;

	private final Map<String, Set<String>> uses = new HashMap<>();

	/** The place of each component among all definitions. */
	private final Map<String, Integer> places = new HashMap<>();

	/** What is above each component, the root first and the component last. */
	private final Map<String, List<Key>> paths = new LinkedHashMap<>();

	/**
	 * The children of each group as they were defined, a group where its first one is.
	 */
	private final Map<Key, Set<Key>> members = new HashMap<>();

	/** What siblings depend on: by the dependent, those beside it. */
	private final Map<Key, Set<Key>> dependencies = new HashMap<>();

	/**
	 * Make a builder.
	 * @param components the components in the order they were defined
	 * @param root the root
	 * @param groups all other groups by id
	 * @param problems where to report
	 */
	TreeBuilder(List<ComponentDefinition> components, GroupDefinition root, Map<String, GroupDefinition> groups,
			Problems problems) {
		for (ComponentDefinition component : components) {
			this.components.putIfAbsent(component.id(), component);
			this.places.putIfAbsent(component.id(), this.places.size());
		}
		this.root = root;
		this.groups = groups;
		this.problems = problems;
	}

	TreeDefinition build(TreeSettings.Restarts restarts) {
		for (ComponentDefinition component : this.components.values()) {
			List<Key> path = path(component);
			this.paths.put(component.id(), path);
			join(path);
		}
		for (ComponentDefinition component : this.components.values()) {
			for (ComponentDefinition dependency : dependencies(component)) {
				depend(component, dependency);
			}
		}
		return new TreeDefinition(build(this.root), this.uses, restarts);
	}

	private void join(List<Key> path) {
		for (int depth = 0; depth + 1 < path.size(); depth++) {
			add(this.members, path.get(depth), path.get(depth + 1));
		}
	}

	private static <K, V> void add(Map<K, Set<V>> sets, K key, V value) {
		Set<V> set = sets.get(key);
		if (set == null) {
			set = new LinkedHashSet<>();
			sets.put(key, set);
		}
		set.add(value);
	}

	/** In the order they were defined. */
	private Collection<ComponentDefinition> dependencies(ComponentDefinition component) {
		Map<Integer, ComponentDefinition> byPlace = new TreeMap<>();
		for (String id : component.dependencies()) {
			Integer place = this.places.get(id);
			if (place != null) {
				byPlace.put(place, this.components.get(id));
			}
		}
		return byPlace.values();
	}

	private GroupDefinition build(GroupDefinition group) {
		Set<Key> members = this.members.getOrDefault(Key.of(group), Set.of());
		StartOrder<Key> order = new StartOrder<>(List.copyOf(members));
		for (Key member : members) {
			for (Key other : this.dependencies.getOrDefault(member, Set.of())) {
				order.after(member, other);
			}
		}
		check(group, members, order);
		List<ChildDefinition> children = new ArrayList<>();
		for (Key member : order.sorted((sibling) -> child(sibling).order())) {
			ChildDefinition child = child(member);
			children.add((child instanceof GroupDefinition nested) ? build(nested) : child);
		}
		GroupDefinition built = group.withChildren(children);
		warnOfPeriod(built);
		return built;
	}

	private ChildDefinition child(Key key) {
		ChildDefinition child = key.group() ? this.groups.get(key.id()) : this.components.get(key.id());
		return Objects.requireNonNull(child, key.toString());
	}

	/** What is above a component, the root first and itself last. */
	private List<Key> path(ComponentDefinition component) {
		List<Key> path = new ArrayList<>();
		path.add(new Key(false, component.id()));
		GroupDefinition group = this.groups.get(component.group());
		while (group != null && path.size() <= this.groups.size()) {
			path.add(0, Key.of(group));
			group = (group.parent() != null) ? this.groups.get(group.parent()) : null;
		}
		path.add(0, Key.of(this.root));
		return path;
	}

	/** Whatever of the two is beside each other starts in that order. */
	private void depend(ComponentDefinition component, ComponentDefinition dependency) {
		List<Key> from = this.paths.getOrDefault(component.id(), List.of());
		List<Key> to = this.paths.getOrDefault(dependency.id(), List.of());
		int depth = 0;
		while (depth < from.size() && depth < to.size() && from.get(depth).equals(to.get(depth))) {
			depth++;
		}
		if (depth == from.size() || depth == to.size()) {
			return;
		}
		add(this.dependencies, from.get(depth), to.get(depth));
		add(this.uses, component.id(), dependency.id());
	}

	private void check(GroupDefinition group, Set<Key> members, StartOrder<Key> order) {
		for (Key member : members) {
			ChildDefinition child = child(member);
			if (member.group() && members.contains(new Key(false, member.id()))) {
				this.problems.add("Siblings must have different ids: '" + member.id()
						+ "' is a component and a group, both in '" + group.id() + "'", child.place(),
						"Give the group another id.");
			}
			if (isSignificant(child) && group.autoShutdown() == AutoShutdown.NEVER) {
				this.problems.add(
						"'significant' of '" + child.id()
								+ "' needs 'autoShutdown' ANY_SIGNIFICANT or ALL_SIGNIFICANT: NEVER (group '"
								+ group.id() + "')",
						child.place(), "Set 'autoShutdown' of the group, or 'significant' to false.");
			}
			if (group.strategy() == Strategy.REST_FOR_ONE) {
				order.dependenciesOf(member).forEach((other) -> checkOrder(group, child, child(other)));
			}
		}
	}

	private static boolean isSignificant(ChildDefinition child) {
		return (child instanceof GroupDefinition group) ? group.significant()
				: ((ComponentDefinition) child).supervision().significant();
	}

	private void checkOrder(GroupDefinition group, ChildDefinition child, ChildDefinition dependency) {
		if (child.order() < dependency.order()) {
			this.problems.add(
					"'order' must not contradict a dependency under REST_FOR_ONE: '" + child.id() + "' ("
							+ child.order() + ") uses '" + dependency.id() + "' (" + dependency.order() + ") (group '"
							+ group.id() + "')",
					child.place(),
					"Leave 'order' out, so that dependencies decide, or let '" + dependency.id() + "' come first.");
		}
	}

	private static void warnOfPeriod(GroupDefinition group) {
		GroupDefinition nested = group.longestNested();
		if (nested == null || group.allowance().period() == null) {
			return;
		}
		if (group.period().compareTo(nested.longestPeriod().multipliedBy(group.allowance().intensity())) < 0) {
			logger.warn(
					"The group '{}' can never give up: its 'period' {} ({}) is shorter than its 'intensity' {} times the 'period' {} of the group '{}' in it ({})",
					group.id(), Durations.text(group.period()), group.allowance().periodPlace(),
					group.allowance().intensity(), Durations.text(nested.longestPeriod()), nested.id(),
					nested.allowance().periodPlace());
		}
	}

	/** What tells siblings apart. */
	private record Key(boolean group, String id) {

		static Key of(GroupDefinition group) {
			return new Key(true, group.id());
		}

		// Written out, since what the compiler leaves to the JVM is linked at the start.

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && this.group == key.group && this.id.equals(key.id);
		}

		@Override
		public int hashCode() {
			return this.id.hashCode();
		}

		@Override
		public String toString() {
			return "'" + this.id + "'";
		}

	}

}
