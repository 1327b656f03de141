package io.supervision.tree;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.supervision.spec.Budget;

/**
 * The restarts a supervisor remembers (OTP: restart intensity). A restart counts while
 * its age, by the clock of its child, is at most the period of that kind of child.
 * Belongs to the tree's owner.
 * <p>
 * Restarts are counted as they come and as they expire, and never all over again: with a
 * budget per child a storm fills this with as many of them as there are children, and
 * every snapshot asks for the number. The clock of a child may stand still but never runs
 * fast, so each restart tells when it may expire at the earliest, and nobody looks at it
 * before.
 */
final class Window {

	/** Longer than anything runs, and short enough to be added to a time. */
	private static final long FOR_EVER = Long.MAX_VALUE / 4;

	/** The one that may expire first comes first. */
	private final PriorityQueue<Entry> entries = new PriorityQueue<>((one, other) -> Long.signum(one.due - other.due));

	/** How many there are of each child. */
	private final Map<Stopwatch, Integer> counts = new HashMap<>();

	/** How many children there are of which there are that many. */
	private final TreeMap<Integer, Integer> levels = new TreeMap<>();

	private long serial;

	/**
	 * One restart.
	 */
	private static final class Entry {

		/** The clock of the child that was restarted, which identifies it. */
		private final Stopwatch child;

		/** The path of the component the failure began at. */
		private final String origin;

		/** The reading of that clock. */
		private final long at;

		/** How long it counts, in nanoseconds. */
		private final long period;

		private final long number;

		/** When it may expire at the earliest. Not to be changed while it is queued. */
		private long due;

		Entry(Stopwatch child, String origin, long period, long now, long number) {
			this.child = child;
			this.origin = origin;
			this.at = child.elapsed(now);
			this.period = Math.min(period, FOR_EVER);
			this.number = number;
			this.due = dueFrom(now);
		}

		long dueFrom(long now) {
			return now + this.period - age(now) + 1;
		}

		boolean counts(long now) {
			return age(now) <= this.period;
		}

		private long age(long now) {
			return this.child.elapsed(now) - this.at;
		}

	}

	/** Forget what no longer counts. */
	void expire(long now) {
		Entry next = this.entries.peek();
		while (next != null && next.due - now <= 0) {
			this.entries.remove();
			if (next.counts(now)) {
				next.due = next.dueFrom(now);
				this.entries.add(next);
			}
			else {
				count(next.child, -1);
			}
			next = this.entries.peek();
		}
	}

	/** Forget all of one child. */
	void forget(Stopwatch child) {
		if (this.entries.removeIf((entry) -> entry.child == child)) {
			count(child, -this.counts.getOrDefault(child, 0));
		}
	}

	/** Remember one restart more. */
	void add(Stopwatch child, String origin, long period, long now) {
		this.entries.add(new Entry(child, origin, period, now, this.serial++));
		count(child, 1);
	}

	private void count(Stopwatch child, int difference) {
		int before = this.counts.getOrDefault(child, 0);
		int after = before + difference;
		level(before, -1);
		level(after, 1);
		if (after > 0) {
			this.counts.put(child, after);
		}
		else {
			this.counts.remove(child);
		}
	}

	private void level(int count, int difference) {
		if (count > 0) {
			this.levels.merge(count, difference, (one, other) -> (one + other != 0) ? one + other : null);
		}
	}

	/** How many of these restarts one of this child would be counted with. */
	private int countedWith(Stopwatch child, Budget budget) {
		return (budget == Budget.SHARED) ? this.entries.size() : this.counts.getOrDefault(child, 0);
	}

	boolean admits(Stopwatch child, Budget budget, int intensity) {
		return countedWith(child, budget) < intensity;
	}

	/** How many more restarts of this child are admitted. */
	int left(Stopwatch child, Budget budget, int intensity) {
		return Math.max(0, intensity - countedWith(child, budget));
	}

	/**
	 * Which component most of the restarts were for, the refused one included.
	 * @param child whose restart was refused
	 * @param budget which restarts that one is counted with
	 * @param refused the component the refused one began at
	 * @param present the children there are; those that were deleted are not blamed
	 */
	String offender(Stopwatch child, Budget budget, String refused, Set<Stopwatch> present) {
		Map<String, Integer> tally = new HashMap<>();
		countedWithIt(child, budget, present).forEach((entry) -> tally.merge(entry.origin, 1, Integer::sum));
		tally.merge(refused, 1, Integer::sum);
		int most = tally.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		if (tally.getOrDefault(refused, 0) == most) {
			return refused;
		}
		return countedWithIt(child, budget, present).sorted(Comparator.comparingLong((entry) -> entry.number))
			.map((entry) -> entry.origin)
			.filter((origin) -> tally.getOrDefault(origin, 0) == most)
			.findFirst()
			.orElse(refused);
	}

	private Stream<Entry> countedWithIt(Stopwatch child, Budget budget, Set<Stopwatch> present) {
		return this.entries.stream()
			.filter((entry) -> (budget == Budget.SHARED) ? present.contains(entry.child) : entry.child == child);
	}

	/** The most restarts that count against one budget now. */
	int spent(Budget budget) {
		if (budget == Budget.SHARED) {
			return this.entries.size();
		}
		return this.levels.isEmpty() ? 0 : this.levels.lastKey();
	}

}
