package io.supervision.benchmarks.runs;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Restarts one component of a small web application: by supervision, from the failure
 * until the tree says that it runs again, and in all the other ways, in turns. Then the
 * whole application, as it would have to be without. Beside them a thread is made and
 * ends, since each start has one of its own; the floor is a naked child context that is
 * closed and created in such a thread.
 */
public final class RestartRun {

	/** What it measures. */
	public static final Set<String> NAMES = Set.of("restart.first.wall", "restart.first.cpu", "restart.supervised.wall",
			"restart.supervised.cpu", "restart.lean.wall", "restart.lean.cpu", "restart.annotation.wall",
			"restart.annotation.cpu", "restart.thread.wall", "restart.thread.cpu", "restart.floor.wall",
			"restart.floor.cpu", "restart.new.wall", "restart.new.cpu", "restart.application.wall",
			"restart.application.cpu");

	private static final int WHOLE_RESTARTS = 4;

	/** Few faults strike sooner. By then what a restart needs has been rehearsed. */
	private static final int SETTLED = 3;

	private final int restarts;

	private ConfigurableApplicationContext application = Applications.web();

	private RestartRun(int restarts) {
		this.restarts = restarts;
	}

	/**
	 * Measure.
	 * @param arguments restarts in a batch, and batches; the first restart is measured in
	 * any case
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws InterruptedException {
		RestartRun run = new RestartRun(Integer.parseInt(arguments[0]));
		int batches = Integer.parseInt(arguments[1]);
		TimeUnit.SECONDS.sleep(SETTLED);
		Small component = run.application.getBean(Small.class);
		Restarted restarted = run.application.getBean(Restarted.class);
		Figures.measure("restart.first", 1, () -> supervised(component, restarted, 1));
		if (batches > 0) {
			run.warmUp();
			for (int batch = 0; batch < batches; batch++) {
				run.batch();
			}
			for (int restart = 0; restart < Math.min(batches, WHOLE_RESTARTS); restart++) {
				Figures.measure("restart.application", 1, run::whole);
			}
		}
		run.application.close();
	}

	private void warmUp() throws InterruptedException {
		WarmUp.run(() -> {
			supervised(this.restarts);
			Children.LEAN.restart(this.application, this.restarts);
			Children.LEAN.restartInThreads(this.application, this.restarts);
			Children.ANNOTATION.restart(this.application, this.restarts);
		});
	}

	private void batch() throws InterruptedException {
		Figures.measure("restart.supervised", this.restarts, () -> supervised(this.restarts));
		Figures.measure("restart.lean", this.restarts, () -> Children.LEAN.restart(this.application, this.restarts));
		Figures.measure("restart.floor", this.restarts,
				() -> Children.LEAN.restartInThreads(this.application, this.restarts));
		Figures.measure("restart.annotation", this.restarts,
				() -> Children.ANNOTATION.restart(this.application, this.restarts));
		Figures.measure("restart.thread", this.restarts, this::threads);
		Figures.measure("restart.new", this.restarts, this::plain);
	}

	private void supervised(int times) throws InterruptedException {
		supervised(this.application.getBean(Small.class), this.application.getBean(Restarted.class), times);
	}

	private static void supervised(Small component, Restarted restarted, int times) throws InterruptedException {
		for (int time = 0; time < times; time++) {
			Restarted.fail(component);
			restarted.await(1);
		}
	}

	/** What a thread costs in which a component is started, and nothing else. */
	private void threads() throws InterruptedException {
		for (int time = 0; time < this.restarts; time++) {
			Thread thread = new Thread(() -> {
			});
			thread.start();
			thread.join();
		}
	}

	private void plain() {
		Board board = this.application.getBean(Board.class);
		for (int time = 0; time < this.restarts; time++) {
			Small component = new Small(board);
			component.start();
			component.stop();
		}
	}

	private void whole() {
		this.application.close();
		this.application = Applications.web();
	}

}
