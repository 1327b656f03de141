package io.supervision.bean;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * The order in which siblings start: by their {@code order}, then after what they depend
 * on, then as they were defined.
 *
 * @param <T> what is ordered
 */
final class StartOrder<T> {

	private static final Logger logger = LoggerFactory.getLogger(StartOrder.class);

	private final Map<T, Set<T>> dependencies = new LinkedHashMap<>();

	private final List<T> defined;

	/**
	 * Make an order.
	 * @param defined the siblings as they were defined
	 */
	StartOrder(List<T> defined) {
		this.defined = defined;
		for (T sibling : defined) {
			this.dependencies.put(sibling, new LinkedHashSet<>());
		}
	}

	/** Start a sibling after another one. */
	void after(T sibling, T dependency) {
		this.dependencies.computeIfAbsent(sibling, (key) -> new LinkedHashSet<>()).add(dependency);
	}

	Set<T> dependenciesOf(T sibling) {
		return this.dependencies.getOrDefault(sibling, Set.of());
	}

	List<T> sorted(ToIntFunction<T> order) {
		MultiValueMap<Integer, T> byOrder = CollectionUtils.toMultiValueMap(new TreeMap<>());
		for (T sibling : this.defined) {
			byOrder.add(order.applyAsInt(sibling), sibling);
		}
		List<T> sorted = new ArrayList<>();
		for (List<T> equals : byOrder.values()) {
			sortEquals(equals, sorted);
		}
		return sorted;
	}

	private void sortEquals(List<T> equals, List<T> sorted) {
		Map<T, Integer> places = new HashMap<>();
		for (T sibling : equals) {
			places.put(sibling, places.size());
		}
		Map<T, Set<T>> waitingFor = new LinkedHashMap<>();
		MultiValueMap<T, T> waitedForBy = new LinkedMultiValueMap<>();
		Queue<T> ready = new PriorityQueue<>(Comparator.comparingInt(places::get));
		for (T sibling : equals) {
			Set<T> others = new LinkedHashSet<>(dependenciesOf(sibling));
			others.retainAll(places.keySet());
			others.remove(sibling);
			for (T other : others) {
				waitedForBy.add(other, sibling);
			}
			waitingFor.put(sibling, others);
			if (others.isEmpty()) {
				ready.add(sibling);
			}
		}
		while (!waitingFor.isEmpty()) {
			T next = ready.poll();
			if (next == null) {
				ready.addAll(breakCycle(waitingFor));
				continue;
			}
			sorted.add(next);
			waitingFor.remove(next);
			for (T sibling : waitedForBy.getOrDefault(next, List.of())) {
				Set<T> others = waitingFor.get(sibling);
				if (others != null && others.remove(next) && others.isEmpty()) {
					ready.add(sibling);
				}
			}
		}
	}

	/**
	 * Of all that are in a cycle, the latest definition starts without the rest of it.
	 * @return who waits for nobody any more
	 */
	private List<T> breakCycle(Map<T, Set<T>> waitingFor) {
		List<T> latestFirst = new ArrayList<>(waitingFor.keySet());
		Collections.reverse(latestFirst);
		T latest = latestFirst.stream()
			.filter((sibling) -> reachable(sibling, waitingFor).contains(sibling))
			.findFirst()
			.orElseThrow();
		Set<T> others = waitingFor.getOrDefault(latest, Set.of());
		Set<T> cycle = new LinkedHashSet<>(others);
		cycle.removeIf((other) -> !reachable(other, waitingFor).contains(latest));
		logger.info("{} depends on {} and they on it; it starts before them, because it was defined last", latest,
				cycle);
		others.removeAll(cycle);
		return others.isEmpty() ? List.of(latest) : List.of();
	}

	private static <T> Set<T> reachable(T from, Map<T, Set<T>> edges) {
		Set<T> seen = new HashSet<>();
		List<T> open = new ArrayList<>(edges.getOrDefault(from, Set.of()));
		while (!open.isEmpty()) {
			T next = open.remove(open.size() - 1);
			if (seen.add(next)) {
				open.addAll(edges.getOrDefault(next, Set.of()));
			}
		}
		return seen;
	}

}
