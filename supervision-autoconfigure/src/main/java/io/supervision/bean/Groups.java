package io.supervision.bean;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.supervision.bean.Attributes.Setting;
import org.jspecify.annotations.Nullable;

/**
 * All groups there are: those declared by annotations on the way of the components up to
 * the root, and those declared by properties.
 */
final class Groups {

	private final GroupPlaces places;

	private final TreeSettings settings;

	private final Problems problems;

	private final Map<String, List<GroupPlace>> declared = new LinkedHashMap<>();

	/** All ids, the root's first; made anew when there are more. */
	private final Set<String> ids = new LinkedHashSet<>();

	private final Map<String, String> byUniformId = new HashMap<>();

	/** Where the parent of a group is set, by its id. */
	private final Map<String, String> parentPlaces = new HashMap<>();

	Groups(GroupPlaces places, TreeSettings settings, Problems problems) {
		this.places = places;
		this.settings = settings;
		this.problems = problems;
	}

	/** Learn of a place, and of those above it. */
	void declare(@Nullable GroupPlace place) {
		if (place == null) {
			return;
		}
		List<GroupPlace> known = this.declared.computeIfAbsent(place.id(), (id) -> {
			this.ids.clear();
			this.byUniformId.clear();
			return new ArrayList<>();
		});
		if (known.contains(place)) {
			return;
		}
		known.add(place);
		declare(above(place));
	}

	private @Nullable GroupPlace above(GroupPlace place) {
		GroupPlace above = this.places.nearest(place.above());
		while (above != null && above.id().equals(place.id())) {
			above = this.places.nearest(above.above());
		}
		return above;
	}

	/** The id of a declared group that is meant by a name, or {@code null}. */
	@Nullable String resolve(String name) {
		return ids().contains(name) ? name : this.byUniformId.get(Ids.uniform(name));
	}

	Set<String> ids() {
		if (this.ids.isEmpty()) {
			add(GroupDefinition.ROOT);
			for (String id : this.declared.keySet()) {
				add(id);
			}
			for (String key : this.settings.groups().keySet()) {
				if (!this.byUniformId.containsKey(Ids.uniform(key))) {
					add(key);
				}
			}
		}
		return this.ids;
	}

	private void add(String id) {
		this.ids.add(id);
		this.byUniformId.putIfAbsent(Ids.uniform(id), id);
	}

	/** Make the definitions, by id, without the root. */
	Map<String, GroupDefinition> definitions() {
		Map<String, GroupDefinition> definitions = new LinkedHashMap<>();
		for (String id : ids()) {
			if (!id.equals(GroupDefinition.ROOT)) {
				definitions.put(id, definition(id, this.declared.getOrDefault(id, List.of())));
			}
			else if (this.declared.containsKey(id) || !this.settings.group(id).isEmpty()) {
				refuseRoot(id);
			}
		}
		requireNoCycle(definitions);
		return definitions;
	}

	private void refuseRoot(String id) {
		String place = this.declared.containsKey(id) ? this.declared.get(id).get(0).place()
				: "supervision.groups." + id;
		this.problems.add("The id of a group must not be taken: 'root' is the supervisor at the top", place,
				"Give the group another id; the root itself is set with 'supervision.root'.");
	}

	private GroupDefinition definition(String id, List<GroupPlace> where) {
		requireOneOrigin(id, where);
		String place = where.isEmpty() ? "supervision.groups." + id : where.get(0).place();
		if (id.isBlank() || id.equals(".") || id.equals("..")) {
			this.problems.add("The id of a group must not be empty, '.' or '..': '" + id + "'", place,
					"Give the group another id.");
		}
		Layers layers = new Layers(List.of(this.settings.group(id), agreed(id, where)), place);
		return GroupRules.define(id, parent(id, where, layers), layers, this.settings.groupDefaults(), this.problems);
	}

	/** Two places that get the same id from their own names do not mean one group. */
	private void requireOneOrigin(String id, List<GroupPlace> where) {
		GroupPlace first = null;
		for (GroupPlace place : where) {
			if (!place.named() && first != null && !first.source().equals(place.source())) {
				this.problems.add(
						"The id of a group must be unique: '" + id + "' is the name of both '" + first.source()
								+ "' and '" + place.source() + "'",
						place.place(),
						"Set 'value' of one of them to another id, or of both to this one if they are one group.");
			}
			first = (first == null && !place.named()) ? place : first;
		}
	}

	private Attributes agreed(String id, List<GroupPlace> where) {
		Map<String, Setting> agreed = new LinkedHashMap<>();
		for (GroupPlace place : where) {
			place.attributes().settings().forEach((name, setting) -> {
				Setting other = agreed.putIfAbsent(name, setting);
				if (other != null && !other.value().equals(setting.value())) {
					this.problems.add(
							"All places that name the group '" + id + "' must agree on '" + name + "': '"
									+ other.value() + "' (" + other.place() + ") and '" + setting.value() + "'",
							setting.place(), "Set it in one place, or alike in both.");
				}
			});
		}
		agreed.remove("value");
		return new Attributes(agreed);
	}

	private @Nullable String parent(String id, List<GroupPlace> where, Layers layers) {
		String explicit = layers.find("parent", String.class);
		if (explicit != null) {
			this.parentPlaces.put(id, layers.placeOf("parent"));
			String parent = resolve(explicit);
			if (parent == null) {
				this.problems.add("'parent' of the group '" + id + "' must be the id of a group: '" + explicit + "'",
						layers.placeOf("parent"), Ids.proposal(explicit, ids()));
			}
			return GroupDefinition.ROOT.equals(parent) ? null : parent;
		}
		return foundParent(id, where);
	}

	private @Nullable String foundParent(String id, List<GroupPlace> where) {
		if (where.isEmpty()) {
			return null;
		}
		GroupPlace first = where.get(0);
		String found = parentOf(first);
		for (GroupPlace place : where) {
			String other = parentOf(place);
			if (!found.equals(other)) {
				this.problems.add(
						"All places that name the group '" + id + "' must agree on 'parent': '" + found + "' is above "
								+ first.source() + ", and '" + other + "' is above " + place.source(),
						place.place(), "Set 'parent' in one of them.");
			}
		}
		return GroupDefinition.ROOT.equals(found) ? null : found;
	}

	private String parentOf(GroupPlace place) {
		GroupPlace above = above(place);
		return (above != null) ? above.id() : GroupDefinition.ROOT;
	}

	private void requireNoCycle(Map<String, GroupDefinition> definitions) {
		Set<String> reported = new LinkedHashSet<>();
		for (GroupDefinition start : definitions.values()) {
			List<String> way = new ArrayList<>();
			GroupDefinition group = start;
			while (group != null && !way.contains(group.id())) {
				way.add(group.id());
				group = (group.parent() != null) ? definitions.get(group.parent()) : null;
			}
			if (start.equals(group) && reported.addAll(way)) {
				way.add(start.id());
				this.problems.add("Groups must not be inside themselves: '" + String.join("' -> '", way) + "'",
						way.stream()
							.map(this.parentPlaces::get)
							.filter(Objects::nonNull)
							.distinct()
							.collect(Collectors.joining("; ")),
						"Change 'parent' of one of them.");
			}
		}
	}

}
