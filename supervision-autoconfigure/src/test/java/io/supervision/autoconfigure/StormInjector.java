package io.supervision.autoconfigure;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.supervision.autoconfigure.Storm.CallFault;
import io.supervision.autoconfigure.Storm.Life;
import io.supervision.autoconfigure.Storm.Plight;
import io.supervision.autoconfigure.Storm.StartFault;
import io.supervision.autoconfigure.Storm.StopFault;
import io.supervision.autoconfigure.Storm.WorkFault;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TreeSnapshot.Node;
import org.jspecify.annotations.Nullable;

/**
 * Makes a fault every few milliseconds: which and where follows from the seed.
 */
final class StormInjector {

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor((task) -> new Thread(task, "injector"));

	private final Random random;

	private final Storm storm;

	private final List<String> ids;

	private final @Nullable SupervisionKernel kernel;

	/** What an operator has stopped and not started again. */
	final Set<String> stopped = ConcurrentHashMap.newKeySet();

	/** What an operator has asked for, in order. */
	final List<String> operations = new CopyOnWriteArrayList<>();

	/**
	 * Begin.
	 * @param kernel the tree, or {@code null} where nothing is supervised
	 */
	StormInjector(Storm storm, long seed, List<String> ids, @Nullable SupervisionKernel kernel) {
		this.storm = storm;
		this.random = new Random(seed);
		this.ids = ids;
		this.kernel = kernel;
		this.thread.scheduleAtFixedRate(this::guarded, 20, 20, TimeUnit.MILLISECONDS);
	}

	void stop() throws InterruptedException {
		this.thread.shutdown();
		if (!this.thread.awaitTermination(60, TimeUnit.SECONDS)) {
			this.storm.violated("the tree does not answer an operator");
		}
	}

	private void guarded() {
		try {
			inject();
		}
		catch (Throwable ex) {
			this.storm.violated("no fault can be made: %s", ex);
		}
	}

	private void inject() {
		Plight plight = this.storm.plight(oneOf(this.ids));
		Life life = plight.current();
		int kind = this.random.nextInt(100);
		if (kind < 50) {
			plight.call.set(oneOf(List.of(CallFault.values())));
		}
		else if (kind < 58) {
			plight.starts.add(oneOf(List.of(StartFault.values())));
		}
		else if (kind < 63) {
			plight.stop.set(oneOf(List.of(StopFault.values())));
		}
		else if (kind < 85) {
			WorkFault work = oneOf(List.of(WorkFault.values()));
			if (life != null) {
				life.ill = true;
				life.death.countDown();
				life.work.add(work);
			}
		}
		else if (this.kernel != null) {
			operate(this.kernel);
		}
	}

	private void operate(SupervisionKernel tree) {
		List<String> paths = tree.snapshot().nodes().map(Node::path).skip(1).toList();
		String path = oneOf(paths);
		int kind = this.random.nextInt(100);
		Operation operation = (kind < 35) ? Operation.RESTART
				: (kind < 50) ? Operation.STOP : (kind < 90) ? Operation.START : Operation.RESET;
		if (operation == Operation.START && !this.stopped.isEmpty()) {
			path = oneOf(this.stopped.stream().sorted().toList());
		}
		Outcome outcome = tree.operate(path, operation).toCompletableFuture().join().outcome();
		if (outcome == Outcome.OK && operation != Operation.RESET) {
			this.operations.add(operation + " " + path);
		}
		if (outcome == Outcome.OK && operation == Operation.STOP) {
			this.stopped.add(path);
		}
		else if (outcome == Outcome.OK && operation == Operation.START) {
			this.stopped.remove(path);
		}
	}

	private <T> T oneOf(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

}
