package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.supervision.spec.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * Which components of one tree are restarted together, because the strategy of their
 * supervisor says so: all of them end before the first of them is started. So a call in
 * one of them that waits for another holds that one up, and itself until it has given up
 * waiting. It had better do so at once. Asked on the slow path only.
 */
final class Ties {

	/** Every component is restarted alone. */
	static final Ties NONE = new Ties();

	private final Map<String, Tied> components = new HashMap<>();

	private final Map<Class<?>, CallGate> gates = new ConcurrentHashMap<>();

	/** How many threads wait for a component that does not end alone. */
	private final Map<CallGate, Integer> waiting = new ConcurrentHashMap<>();

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
				this.components.put(component.id(), new Tied(places, component.supervision().shutdown().limit(),
						component.supervision().waitTimeout()));
			}
		}
	}

	/**
	 * Learn the way into a component, whose proxy has been made.
	 */
	void add(CallGate gate) {
		ProxyClass proxy = gate.proxy();
		if (proxy != null) {
			this.gates.put(proxy.proxyClass(), gate);
		}
	}

	/**
	 * Tell whether the restart of a component is a restart of another one as well.
	 * @param component its id
	 * @param other the id of the other one
	 */
	boolean takesAlong(String component, String other) {
		Tied first = this.components.get(component);
		Tied second = this.components.get(other);
		return first != null && second != null && first.takesAlong(second);
	}

	/**
	 * Learn that a thread waits for a component, or does not any more.
	 * @param called the way into the component
	 * @param more 1 or -1
	 */
	void waiting(CallGate called, int more) {
		Tied tied = this.components.get(called.component());
		if (tied != null && !tied.isAlone()) {
			this.waiting.merge(called, more, (before, change) -> (before + change != 0) ? before + change : null);
		}
	}

	/**
	 * Find a component that has to end before another is started, and whose end waits for
	 * the current thread. One that does not wait as long as a call does is none.
	 * @param called the one that is called by this thread
	 * @return the way into it, or {@code null} if there is none
	 */
	@Nullable CallGate endingAround(CallGate called) {
		Tied tied = this.components.get(called.component());
		if (tied == null || tied.isAlone()) {
			return null;
		}
		for (Class<?> proxy : ProxyClass.allOnStack()) {
			CallGate around = this.gates.get(proxy);
			Tied other = (around != null) ? this.components.get(around.component()) : null;
			if (around != null && other != null && tied.takesAlong(other) && other.outlasts(tied) && around.drains()) {
				return around;
			}
		}
		return null;
	}

	/**
	 * Learn that a component has begun to end: who waits in it has to look again.
	 * @param ending the way into the component
	 */
	void ending(CallGate ending) {
		for (CallGate called : this.waiting.keySet()) {
			if (takesAlong(called.component(), ending.component())) {
				called.signal().raise();
			}
		}
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

	/**
	 * What matters of a component.
	 *
	 * @param places where it is, its own place first and the root's child last
	 * @param end how long its end waits for calls, or {@code null} for as long as it
	 * takes
	 * @param patience how long calls wait for it
	 */
	private record Tied(List<Place> places, @Nullable Duration end, Duration patience) {

		boolean isAlone() {
			return this.places.get(0).strategy() == Strategy.ONE_FOR_ONE;
		}

		boolean takesAlong(Tied other) {
			return other.places.stream().anyMatch(this.places.get(0)::takesAlong);
		}

		boolean outlasts(Tied called) {
			return this.end == null || this.end.compareTo(called.patience) > 0;
		}

	}

}
