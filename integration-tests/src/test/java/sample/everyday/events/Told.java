package sample.everyday.events;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What listeners were told, for tests: each event with the generation that got it.
 */
public final class Told {

	private static final Queue<String> ALL = new ConcurrentLinkedQueue<>();

	private Told() {
	}

	public static void that(String what) {
		ALL.add(what);
	}

	/** All that was told since this was last asked, in order. */
	static List<String> taken() {
		List<String> taken = List.copyOf(ALL);
		ALL.removeAll(taken);
		return taken;
	}

	static List<String> all() {
		return List.copyOf(ALL);
	}

}
