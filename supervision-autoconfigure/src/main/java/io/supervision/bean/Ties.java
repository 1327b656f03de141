package io.supervision.bean;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.supervision.spec.Strategy;

/**
 * Which components of one tree are restarted together, because the strategy of their
 * supervisor says so. Asked on the slow path only.
 */
final class Ties {

	/** Every component is restarted alone. */
	static final Ties NONE = new Ties();

	/** Where each component is, its own place first and the root's child last, by id. */
	private final Map<String, List<Place>> components = new HashMap<>();

	private Ties() {
	}

	/**
	 * Find them in a tree.
	 * @param root the root with everything below it
	 */
	static Ties in(GroupDefinition root) {
		Ties ties = new Ties();
		ties.collect(root, List.of());
		return ties;
	}

	private void collect(GroupDefinition group, List<Place> above) {
		for (int i = 0; i < group.children().size(); i++) {
			List<Place> places = new ArrayList<>(List.of(new Place(group.id(), i, group.strategy())));
			places.addAll(above);
			if (group.children().get(i) instanceof GroupDefinition nested) {
				collect(nested, places);
			}
			else if (group.children().get(i) instanceof ComponentDefinition component) {
				this.components.put(component.id(), places);
			}
		}
	}

	/**
	 * Tell whether the restart of a component is a restart of another one as well.
	 * @param component its id
	 * @param other the id of the other one
	 */
	boolean takesAlong(String component, String other) {
		List<Place> first = this.components.getOrDefault(component, List.of());
		List<Place> second = this.components.getOrDefault(other, List.of());
		return !first.isEmpty() && second.stream().anyMatch(first.get(0)::takesAlong);
	}

	/**
	 * Where a component or a group is.
	 *
	 * @param group the group
	 * @param index its place in the start order there
	 * @param strategy whom the restart of a component in this group takes along
	 */
	private record Place(String group, int index, Strategy strategy) {

		boolean takesAlong(Place other) {
			return this.group.equals(other.group) && switch (this.strategy) {
				case ONE_FOR_ONE -> false;
				case REST_FOR_ONE -> other.index > this.index;
				case ONE_FOR_ALL -> other.index != this.index;
			};
		}

	}

}
