package io.supervision.benchmarks.runs;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.supervision.benchmarks.runs.Applications.Components;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts 100, 1,000 and 10,000 components, supervised in one tree or each in a child
 * context, as everybody does or a naked one in a thread of its own, and prints what each
 * takes. What the application takes without them is subtracted.
 */
public final class TreeRun {

	/** What it measures of the largest tree. */
	public static final Set<String> NAMES = names();

	private static final int LARGEST = 10_000;

	private static final int[] SMALLER = { 100, 1_000 };

	/** Small trees are started so often that this many components are. */
	private static final int AT_LEAST = 1_000;

	/** How many components are started in place of ten thousand. */
	private final int largest;

	private final boolean supervised;

	private final String kind;

	private TreeRun(String kind, int largest) {
		this.kind = kind;
		this.largest = largest;
		this.supervised = kind.equals("supervised");
	}

	private static Set<String> names() {
		Set<String> names = new TreeSet<>();
		for (String kind : List.of("supervised", "annotation", "floor")) {
			String name = "tree." + kind + "." + LARGEST;
			names.addAll(List.of(name + ".cpu", name + ".wall", name + ".heap"));
		}
		return names;
	}

	/**
	 * Measure.
	 * @param arguments {@code supervised}, {@code annotation} or {@code floor}; 10000, or
	 * less for a trial, which makes all trees smaller; and anything if smaller trees are
	 * to be measured too
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws InterruptedException {
		TreeRun run = new TreeRun(arguments[0], Integer.parseInt(arguments[1]));
		run.start(run.actual(AT_LEAST));
		if (arguments.length > 2) {
			for (int size : SMALLER) {
				run.print(size);
			}
		}
		run.print(LARGEST);
	}

	private int actual(int size) {
		return size * this.largest / LARGEST;
	}

	/**
	 * With components and without, in turn: a JVM that has started one application after
	 * the other starts the next one faster.
	 */
	private void print(int size) throws InterruptedException {
		Cost with = start(actual(size));
		Cost none = start(0);
		for (int time = 1; time < AT_LEAST / size; time++) {
			with = with.or(start(actual(size)));
			none = none.or(start(0));
		}
		Cost cost = with.minus(none);
		String name = "tree." + this.kind + "." + size;
		Figures.print(name + ".cpu", cost.cpu() / actual(size));
		Figures.print(name + ".wall", cost.wall() / actual(size));
		Figures.print(name + ".heap", cost.heap() / actual(size));
	}

	private Cost start(int size) throws InterruptedException {
		double cpu = Figures.cpuMicros();
		double wall = Figures.wallMicros();
		Components components = new Components(SupervisedSmall.class, this.supervised ? size : 0);
		try (ConfigurableApplicationContext application = Applications.of(components)) {
			List<ConfigurableApplicationContext> children = children(application, size);
			double cpuSpent = Figures.cpuMicros() - cpu;
			double wallSpent = Figures.wallMicros() - wall;
			check(application, size);
			double heap = Figures.heapKilobytes();
			children.forEach(ConfigurableApplicationContext::close);
			return new Cost(cpuSpent, wallSpent, heap);
		}
	}

	private List<ConfigurableApplicationContext> children(ConfigurableApplicationContext application, int size)
			throws InterruptedException {
		return switch (this.kind) {
			case "annotation" -> Children.ANNOTATION.several(application, size);
			case "floor" -> Children.LEAN.inThreads(application, size);
			default -> List.of();
		};
	}

	private static void check(ConfigurableApplicationContext application, int size) {
		int running = application.getBean(Board.class).running();
		if (running != size) {
			throw new IllegalStateException(running + " components of " + size + " are running");
		}
	}

	/**
	 * What a start takes.
	 *
	 * @param cpu microseconds of all processors
	 * @param wall microseconds on the wall
	 * @param heap kilobytes
	 */
	private record Cost(double cpu, double wall, double heap) {

		Cost or(Cost other) {
			return new Cost(Math.min(this.cpu, other.cpu), Math.min(this.wall, other.wall),
					Math.min(this.heap, other.heap));
		}

		Cost minus(Cost other) {
			return new Cost(this.cpu - other.cpu, this.wall - other.wall, this.heap - other.heap);
		}

	}

}
