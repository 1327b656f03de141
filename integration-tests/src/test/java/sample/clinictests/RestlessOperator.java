package sample.clinictests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.supervision.tree.Reply;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;

/**
 * Somebody who restarts every component once a second, in another order each time, and
 * never waits for a restart to end before the next one is asked for. In every second
 * round all are restarted at once.
 */
final class RestlessOperator {

	private static final long SEED = 4711;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Queue<String> refused = new ConcurrentLinkedQueue<>();

	private final Random random = new Random(SEED);

	private final SupervisionKernel kernel;

	private final List<String> paths;

	private List<String> left = new ArrayList<>();

	private boolean together;

	RestlessOperator(SupervisionKernel kernel, List<String> paths) {
		this.kernel = kernel;
		this.paths = paths;
		this.timer.scheduleAtFixedRate(this::next, 0, TimeUnit.SECONDS.toMicros(1) / paths.size(),
				TimeUnit.MICROSECONDS);
	}

	/** What could not be restarted, and why. */
	List<String> refused() {
		return List.copyOf(this.refused);
	}

	private void next() {
		if (this.left.isEmpty()) {
			this.left = new ArrayList<>(this.paths);
			Collections.shuffle(this.left, this.random);
			this.together = !this.together;
			if (this.together) {
				this.left.forEach(this::restart);
			}
		}
		String path = this.left.remove(this.left.size() - 1);
		if (!this.together) {
			restart(path);
		}
	}

	private void restart(String path) {
		this.kernel.operate(path, Operation.RESTART).whenComplete((reply, failure) -> {
			if (failure != null || reply.outcome() != Reply.Outcome.OK) {
				this.refused.add(path + ": " + ((failure != null) ? failure : reply));
			}
		});
	}

	void stop() throws InterruptedException {
		this.timer.shutdownNow();
		if (!this.timer.awaitTermination(10, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The operator goes on");
		}
	}

}
