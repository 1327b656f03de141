package io.supervision.benchmarks.runs;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.supervision.benchmarks.runs.Applications.Components;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Has a thousand components fail at once, each of which is restarted alone, and then one
 * with which a thousand are restarted; beside them the loop that closes and creates the
 * child contexts of as many, one after the other and without any supervision. All of them
 * are there at once, as those of the tree are, since it is for them that the collector
 * works. The heap is measured when they are not, before the first failure and after the
 * last, and what the loop leaves behind in Spring's caches is in both.
 */
public final class StormRun {

	/** What it measures. */
	public static final Set<String> NAMES = Set.of("storm.each.wall", "storm.each.cpu", "storm.all.wall",
			"storm.all.cpu", "storm.lean.wall", "storm.lean.cpu", "storm.floor.wall", "storm.floor.cpu",
			"storm.heap.before", "storm.heap.halfway", "storm.heap.after");

	private static final int COMPONENTS = 1_000;

	/** Storms in a batch, so that it takes long enough for the clock. */
	private static final int STORMS = 3;

	private final ConfigurableApplicationContext application;

	private final Collection<SupervisedSmall> each;

	private final TiedSmall tied;

	private final Restarted restarted;

	private StormRun(ConfigurableApplicationContext application) {
		this.application = application;
		this.each = application.getBeansOfType(SupervisedSmall.class).values();
		this.tied = application.getBean("TiedSmall0", TiedSmall.class);
		this.restarted = application.getBean(Restarted.class);
	}

	/**
	 * Measure.
	 * @param arguments batches
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws InterruptedException {
		int batches = Integer.parseInt(arguments[0]);
		try (ConfigurableApplicationContext application = Applications
			.of(new Components(SupervisedSmall.class, COMPONENTS), new Components(TiedSmall.class, COMPONENTS))) {
			StormRun run = new StormRun(application);
			run.lean(Figures.Work::run);
			Figures.print("storm.heap.before", Figures.heapKilobytes());
			run.warmUp();
			for (int batch = 0; batch < batches; batch++) {
				if (batch == batches / 2) {
					Figures.print("storm.heap.halfway", Figures.heapKilobytes());
				}
				run.batch();
			}
			Figures.print("storm.heap.after", Figures.heapKilobytes());
		}
	}

	private void warmUp() throws InterruptedException {
		WarmUp.run(() -> {
			each();
			all();
			lean(Figures.Work::run);
			floor();
		});
	}

	private void batch() throws InterruptedException {
		int restarts = COMPONENTS * STORMS;
		Figures.measure("storm.each", restarts, this::each);
		Figures.measure("storm.all", restarts, this::all);
		lean((loop) -> Figures.measure("storm.lean", restarts, loop));
		Figures.measure("storm.floor", COMPONENTS, this::floor);
	}

	/** The naked child context in a thread of its own, without all the others. */
	private void floor() throws InterruptedException {
		Children.LEAN.restartInThreads(this.application, COMPONENTS);
	}

	/**
	 * The naked loop. It has a thread of its own, with which what contexts leave in
	 * thread-locals is gone before the heap is measured.
	 */
	private void lean(Measured measured) throws InterruptedException {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			thread.submit(() -> {
				List<ConfigurableApplicationContext> children = Children.LEAN.several(this.application, COMPONENTS);
				measured.run(() -> {
					for (int storm = 0; storm < STORMS; storm++) {
						Children.LEAN.replace(this.application, children);
					}
				});
				children.forEach(ConfigurableApplicationContext::close);
				return children;
			}).get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			thread.shutdown();
		}
	}

	private void each() throws InterruptedException {
		for (int storm = 0; storm < STORMS; storm++) {
			this.each.forEach(Restarted::fail);
			this.restarted.await(COMPONENTS);
		}
	}

	private void all() throws InterruptedException {
		for (int storm = 0; storm < STORMS; storm++) {
			Restarted.fail(this.tied);
			this.restarted.await(COMPONENTS);
		}
	}

	/** Does something, and may measure it. */
	@FunctionalInterface
	private interface Measured {

		void run(Figures.Work loop) throws InterruptedException;

	}

}
