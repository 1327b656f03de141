package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Arrays;
import java.util.Set;
import java.util.Map;
import java.util.stream.Collectors;

import io.supervision.spec.Budget;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Window} against a list that is counted all over again each time.
 */
class WindowTests {

	private static final int INTENSITY = 3;

	/** The clock of a child, and what is remembered of it. */
	private record Remembered(int child, long at, long period) {
	}

	@Property
	void countsWhatCountsWhenCountedAnew(@ForAll @Size(max = 60) List<@IntRange(max = 399) Integer> steps) {
		Window window = new Window();
		Stopwatch[] clocks = { new Stopwatch(0), new Stopwatch(0), new Stopwatch(0), new Stopwatch(0) };
		List<Remembered> remembered = new ArrayList<>();
		long now = 0;
		for (int step : steps) {
			int child = step % clocks.length;
			int value = step / 40;
			switch ((step / clocks.length) % 10) {
				case 0, 1, 2 -> now += value;
				case 3, 4 -> clocks[child].run(value > 4, now);
				case 5 -> {
					window.forget(clocks[child]);
					remembered.removeIf((one) -> one.child() == child);
				}
				default -> {
					window.add(clocks[child], "/" + child, value, now);
					remembered.add(new Remembered(child, clocks[child].elapsed(now), value));
				}
			}
			long at = now;
			window.expire(at);
			remembered.removeIf((one) -> clocks[one.child()].elapsed(at) - one.at() > one.period());
			requireSame(window, clocks, remembered);
		}
	}

	private static void requireSame(Window window, Stopwatch[] clocks, List<Remembered> remembered) {
		Map<Integer, Long> each = remembered.stream()
			.collect(Collectors.groupingBy(Remembered::child, Collectors.counting()));
		assertThat(window.spent(Budget.SHARED)).isEqualTo(remembered.size());
		assertThat(window.spent(Budget.PER_CHILD))
			.isEqualTo(each.values().stream().mapToInt(Long::intValue).max().orElse(0));
		for (int child = 0; child < clocks.length; child++) {
			long own = each.getOrDefault(child, 0L);
			assertThat(window.admits(clocks[child], Budget.PER_CHILD, INTENSITY)).isEqualTo(own < INTENSITY);
			assertThat(window.left(clocks[child], Budget.PER_CHILD, INTENSITY)).isEqualTo(Math.max(0, INTENSITY - own));
			assertThat(window.left(clocks[child], Budget.SHARED, INTENSITY))
				.isEqualTo(Math.max(0, INTENSITY - remembered.size()));
		}
		requireOffender(window, clocks, clocks.length, remembered);
		requireOffender(window, clocks, clocks.length - 1, remembered);
	}

	/**
	 * Of those with the most restarts it is the one whose first restart came first, of
	 * those there are.
	 */
	private static void requireOffender(Window window, Stopwatch[] clocks, int present, List<Remembered> remembered) {
		List<String> all = new ArrayList<>(
				remembered.stream().filter((one) -> one.child() < present).map((one) -> "/" + one.child()).toList());
		all.add("/0");
		Map<String, Long> tally = all.stream().collect(Collectors.groupingBy((path) -> path, Collectors.counting()));
		long most = tally.values().stream().mapToLong(Long::longValue).max().orElse(0);
		String expected = (tally.getOrDefault("/0", 0L) == most) ? "/0"
				: all.stream().filter((path) -> tally.getOrDefault(path, 0L) == most).findFirst().orElse("/0");
		assertThat(window.offender(clocks[0], Budget.SHARED, "/0", Set.of(Arrays.copyOf(clocks, present))))
			.isEqualTo(expected);
	}

}
