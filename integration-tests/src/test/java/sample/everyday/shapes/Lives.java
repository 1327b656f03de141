package sample.everyday.shapes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts how often what has been made or called back.
 */
class Lives {

	private final Map<String, Integer> made = new ConcurrentHashMap<>();

	int next(String name) {
		return this.made.merge(name, 1, Integer::sum);
	}

	int of(String name) {
		return this.made.getOrDefault(name, 0);
	}

	Map<String, Integer> all() {
		return Map.copyOf(this.made);
	}

}
