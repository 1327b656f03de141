package io.supervision.tree;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.spec.Backoff;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Children that start on threads of their own. What is feared: a thread that belongs to
 * somebody else is made to do what the users of the tree, or other children, want done.
 */
class OwnThreadTests {

	private static final int LIMIT_SECONDS = 30;

	private final ThreadPoolExecutor pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, LIMIT_SECONDS,
			TimeUnit.SECONDS, new SynchronousQueue<>(), (task) -> new Thread(task, "worker"));

	private final Map<String, String> startedBy = new ConcurrentHashMap<>();

	private final Map<String, String> shownBy = new ConcurrentHashMap<>();

	private final CompletableFuture<String> openedBy = new CompletableFuture<>();

	private final CountDownLatch mayStart = new CountDownLatch(1);

	private final SupervisionKernel kernel = kernel();

	@AfterEach
	void stop() throws Exception {
		this.mayStart.countDown();
		this.kernel.stop(null).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
		this.pool.shutdownNow();
	}

	private SupervisionKernel kernel() {
		SupervisorSpec root = SupervisorSpec.builder("root").children(ComponentSpec.of("a", new Own())).build();
		return SupervisionKernel.of(TreeSpec.isolating(root, Backoff.NONE, Backoff.NONE),
				new Ports(Clock.SYSTEM, (delay, task) -> () -> {
				}, this.pool, this.pool, this::happened, this::changed));
	}

	private void happened(SupervisionEvent event) {
		if (event instanceof ChildStarted started) {
			this.startedBy.put(started.path(), Thread.currentThread().getName());
		}
	}

	private void changed(TreeSnapshot snapshot) {
		snapshot.nodes().filter((node) -> node.state() == ChildState.RUNNING).forEach((node) -> {
			this.shownBy.putIfAbsent(node.path(), Thread.currentThread().getName());
		});
	}

	/** Let starts come to their end once no thread of the tree has anything to do. */
	private void release() {
		Awaitility.await().until(() -> this.pool.getActiveCount() == 0);
		this.mayStart.countDown();
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
	}

	@Test
	void nobodyIsWokenForTheOutcomeOfAStart() throws Exception {
		CompletableFuture<Void> started = this.kernel.start().toCompletableFuture();
		release();
		get(started);
		assertThat(this.startedBy).containsEntry("/a", "own");
	}

	@Test
	void answersAreGivenByTheTreesOwnThreads() throws Exception {
		CompletableFuture<String> answered = this.kernel.start()
			.thenApply((nothing) -> Thread.currentThread().getName())
			.toCompletableFuture();
		release();
		assertThat(get(answered)).isEqualTo("worker");
	}

	@Test
	void snapshotShowsTheStartAsSoonAsItIsOver() throws Exception {
		CompletableFuture<Void> started = this.kernel.start().toCompletableFuture();
		release();
		get(started);
		assertThat(this.shownBy).containsEntry("/a", "own");
	}

	@Test
	void threadOfACallerDecidesNothing() throws Exception {
		Executor callers = (task) -> new Thread(task, "caller").start();
		CompletableFuture<Void> running = this.kernel.demand("/a", callers).toCompletableFuture();
		release();
		get(running);
		assertThat(get(this.openedBy)).isEqualTo("worker");
	}

	/** Starts on a thread of its own once it may. */
	private final class Own implements Child {

		@Override
		public Executor startsOn(Executor workers) {
			return (task) -> new Thread(task, "own").start();
		}

		@Override
		public Instance start(Link link) throws InterruptedException {
			assertThat(OwnThreadTests.this.mayStart.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
			return new Instance() {

				@Override
				public void open() {
					OwnThreadTests.this.openedBy.complete(Thread.currentThread().getName());
				}

				@Override
				public void stop(ExitReason reason, @Nullable Duration limit) {
				}

			};
		}

	}

}
