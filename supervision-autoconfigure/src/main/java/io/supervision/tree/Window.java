package io.supervision.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.supervision.spec.Budget;

/**
 * The restarts a supervisor remembers (OTP: restart intensity). A restart counts while
 * its age, by the clock of its child, is at most the period of that kind of child.
 *
 * @param entries the remembered restarts, oldest first
 */
record Window(List<Entry> entries) {

	static final Window EMPTY = new Window(List.of());

	/**
	 * One restart.
	 *
	 * @param child the clock of the child that was restarted, which identifies it
	 * @param origin the path of the component the failure began at
	 * @param at the reading of that clock
	 * @param period how long it counts, in nanoseconds
	 */
	record Entry(Stopwatch child, String origin, long at, long period) {

		boolean counts(long now) {
			return this.child.elapsed(now) - this.at <= this.period;
		}

	}

	/** Which of these restarts one of this child would be counted with. */
	private Stream<Entry> countedWith(Stopwatch child, Budget budget) {
		return this.entries.stream().filter((entry) -> budget == Budget.SHARED || entry.child() == child);
	}

	/** Forget what no longer counts. */
	Window at(long now) {
		return new Window(this.entries.stream().filter((entry) -> entry.counts(now)).toList());
	}

	Window without(Stopwatch child) {
		return of((other) -> other != child);
	}

	/** What is remembered of these children. */
	Window of(Predicate<Stopwatch> children) {
		return new Window(this.entries.stream().filter((entry) -> children.test(entry.child())).toList());
	}

	boolean admits(Stopwatch child, Budget budget, int intensity) {
		return countedWith(child, budget).count() + 1 <= intensity;
	}

	/** How many more restarts of this child are admitted. */
	int left(Stopwatch child, Budget budget, int intensity) {
		return Math.max(0, intensity - (int) countedWith(child, budget).count());
	}

	Window plus(Entry entry) {
		return new Window(Stream.concat(this.entries.stream(), Stream.of(entry)).toList());
	}

	/** Which component most of the restarts were for, the refused one included. */
	String offender(Stopwatch child, Budget budget, String refused) {
		Map<String, Integer> tally = new HashMap<>();
		countedWith(child, budget).forEach((entry) -> tally.merge(entry.origin(), 1, Integer::sum));
		tally.merge(refused, 1, Integer::sum);
		int most = tally.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		if (tally.getOrDefault(refused, 0) == most) {
			return refused;
		}
		return countedWith(child, budget).map(Entry::origin)
			.filter((origin) -> tally.getOrDefault(origin, 0) == most)
			.findFirst()
			.orElse(refused);
	}

	/** The most restarts that count against one budget now. */
	int spent(Budget budget, long now) {
		Window counting = at(now);
		if (budget == Budget.SHARED) {
			return counting.entries.size();
		}
		Map<Stopwatch, Integer> tally = new HashMap<>();
		counting.entries.forEach((entry) -> tally.merge(entry.child(), 1, Integer::sum));
		return tally.values().stream().mapToInt(Integer::intValue).max().orElse(0);
	}

}
