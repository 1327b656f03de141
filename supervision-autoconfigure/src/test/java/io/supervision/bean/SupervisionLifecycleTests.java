package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.supervision.spec.Backoff;
import io.supervision.spec.Child;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Instance;
import io.supervision.spec.Shutdown;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SupervisionLifecycleTests {

	private final TreeThreads threads = new TreeThreads(getClass().getClassLoader());

	private final AtomicInteger stops = new AtomicInteger();

	private final AtomicInteger reports = new AtomicInteger();

	@AfterEach
	void close() {
		this.threads.close();
	}

	@Test
	void startReturnsWhenEverythingRuns() {
		AtomicReference<Thread> starter = new AtomicReference<>();
		SupervisionLifecycle lifecycle = lifecycle(Duration.ofSeconds(30), (link) -> {
			starter.set(Thread.currentThread());
			return instance();
		});
		assertThat(lifecycle.isRunning()).isFalse();
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		assertThat(this.reports).hasValue(1);
		assertThat(starter.get().getName()).startsWith("supervision-worker-");
		assertThat(starter.get().isDaemon()).isTrue();
		lifecycle.stop();
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(this.stops).hasValue(1);
		lifecycle.destroy();
		assertThat(this.stops).hasValue(1);
	}

	@Test
	void failureOfTheStartKeepsItsCause() {
		IllegalArgumentException cause = new IllegalArgumentException("on purpose");
		SupervisionLifecycle lifecycle = lifecycle(Duration.ofSeconds(30), (link) -> instance(), (link) -> {
			throw cause;
		});
		assertThatExceptionOfType(ApplicationContextException.class).isThrownBy(lifecycle::start)
			.withMessage("The supervision tree did not start")
			.withRootCauseInstanceOf(IllegalArgumentException.class)
			.satisfies((failure) -> assertThat(failure).hasRootCause(cause));
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(this.stops).hasValue(1);
		assertThat(this.reports).hasValue(0);
	}

	@Test
	void whatDoesNotStopInTimeIsAbandonedAndNamedInOneLine(CapturedOutput output) throws Exception {
		CountDownLatch hang = new CountDownLatch(1);
		SupervisionLifecycle lifecycle = lifecycle(Duration.ofMillis(400), (link) -> (reason, limit) -> {
			boolean ended = false;
			while (!ended) {
				try {
					hang.await();
					ended = true;
				}
				catch (InterruptedException ex) {
					// Ignored on purpose.
				}
			}
		}, (link) -> instance());
		lifecycle.start();
		CountDownLatch stopped = new CountDownLatch(1);
		lifecycle.stop(stopped::countDown);
		stopped.await();
		assertThat(output).containsOnlyOnce("Abandoned, because they did not stop in time: [/child0]");
		assertThat(this.stops).hasValue(1);
		hang.countDown();
	}

	@Test
	void treeThatNeverStartedIsStoppedWithTheApplication() {
		SupervisionLifecycle lifecycle = lifecycle(Duration.ofSeconds(30), (link) -> instance());
		assertThat(lifecycle.kernel().demand("/child0", null).toCompletableFuture())
			.succeedsWithin(Duration.ofSeconds(30));
		lifecycle.destroy();
		assertThat(this.stops).hasValue(1);
	}

	@Test
	void treeCannotBeStartedAgain() {
		SupervisionLifecycle lifecycle = lifecycle(Duration.ofSeconds(30));
		lifecycle.start();
		lifecycle.stop();
		assertThatIllegalStateException().isThrownBy(lifecycle::start)
			.withMessage("The supervision tree cannot be started again: "
					+ "close the application context and make a new one");
		assertThat(lifecycle.isPauseable()).isFalse();
	}

	@Test
	void treeIsUpBeforeAWebServerAndDownAfterIt() {
		assertThat(lifecycle(Duration.ofSeconds(30)).getPhase()).isLessThan(SmartLifecycle.DEFAULT_PHASE - 2048);
	}

	private SupervisionLifecycle lifecycle(Duration timeout, Child... children) {
		ComponentSpec[] specs = new ComponentSpec[children.length];
		for (int i = 0; i < children.length; i++) {
			specs[i] = ComponentSpec.builder("child" + i, children[i]).shutdown(Shutdown.INFINITY).build();
		}
		SupervisorSpec root = SupervisorSpec.builder("root").children(specs).build();
		SupervisionKernel kernel = SupervisionKernel.of(TreeSpec.isolating(root, Backoff.NONE, Backoff.NONE),
				new Ports(Clock.SYSTEM, this.threads, this.threads.owner(), this.threads.workers(), (event) -> {
				}, (change) -> {
				}));
		return new SupervisionLifecycle(kernel, timeout, this.reports::incrementAndGet, () -> {
		}, () -> CompletableFuture.completedFuture(null));
	}

	private Instance instance() {
		return new Instance() {

			@Override
			public void stop(ExitReason reason, @Nullable Duration limit) {
				SupervisionLifecycleTests.this.stops.incrementAndGet();
			}

		};
	}

}
