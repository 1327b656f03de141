package io.supervision.benchmarks.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.supervision.benchmarks.runs.Applications.Components;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts 100, 1,000 and 10,000 components, supervised in one tree or each in a child
 * context, and prints what each takes. What the application takes without them is
 * subtracted.
 */
public final class TreeRun {

	/** What it measures. */
	public static final Set<String> NAMES = names();

	private static final int[] SIZES = { 100, 1_000, 10_000 };

	/** Small trees are started so often that this many components are. */
	private static final int AT_LEAST = 1_000;

	private final boolean supervised;

	private final String kind;

	private TreeRun(String kind) {
		this.kind = kind;
		this.supervised = kind.equals("supervised");
	}

	private static Set<String> names() {
		Set<String> names = new TreeSet<>();
		for (String kind : List.of("supervised", "annotation")) {
			for (int size : new int[] { 100, 1_000, 10_000 }) {
				names.add("tree." + kind + "." + size + ".cpu");
				names.add("tree." + kind + "." + size + ".wall");
				names.add("tree." + kind + "." + size + ".heap");
			}
		}
		return names;
	}

	/**
	 * Measure.
	 * @param arguments {@code supervised}, or how each component gets a context
	 */
	public static void main(String[] arguments) {
		TreeRun run = new TreeRun(arguments[0]);
		run.start(AT_LEAST);
		Cost none = run.start(0);
		for (int size : SIZES) {
			run.print(size, none);
		}
	}

	private void print(int size, Cost none) {
		int times = Math.max(1, AT_LEAST / size);
		Cost sum = Cost.NONE;
		for (int time = 0; time < times; time++) {
			sum = sum.plus(start(size).minus(none));
		}
		String name = "tree." + this.kind + "." + size;
		double all = (double) size * times;
		Figures.print(name + ".cpu", sum.cpu() / all);
		Figures.print(name + ".wall", sum.wall() / all);
		Figures.print(name + ".heap", sum.heap() / all);
	}

	private Cost start(int size) {
		double cpu = Figures.cpuMicros();
		double wall = Figures.wallMicros();
		Components components = new Components(SupervisedSmall.class, this.supervised ? size : 0);
		try (ConfigurableApplicationContext application = Applications.of(components)) {
			List<ConfigurableApplicationContext> children = new ArrayList<>();
			for (int child = 0; child < (this.supervised ? 0 : size); child++) {
				children.add(Children.valueOf(this.kind.toUpperCase(Locale.ROOT)).create(application));
			}
			double cpuSpent = Figures.cpuMicros() - cpu;
			double wallSpent = Figures.wallMicros() - wall;
			check(application, size);
			double heap = Figures.heapKilobytes();
			children.forEach(ConfigurableApplicationContext::close);
			return new Cost(cpuSpent, wallSpent, heap);
		}
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

		static final Cost NONE = new Cost(0, 0, 0);

		Cost plus(Cost other) {
			return new Cost(this.cpu + other.cpu, this.wall + other.wall, this.heap + other.heap);
		}

		Cost minus(Cost other) {
			return new Cost(this.cpu - other.cpu, this.wall - other.wall, this.heap - other.heap);
		}

	}

}
