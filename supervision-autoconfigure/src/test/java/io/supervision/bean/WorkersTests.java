package io.supervision.bean;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.annotation.Worker;
import io.supervision.spec.Backoff;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.RestartType;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class WorkersTests {

	private static final List<String> LOG = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		LOG.clear();
	}

	@Test
	void workerRunsOnAThreadOfItsOwnFromOpenOn() throws Exception {
		try (TestComponent component = TestComponent.of(Patient.class)) {
			TestComponent.Run run = component.start();
			assertThat(LOG).isEmpty();
			run.instance().open();
			Patient bean = (Patient) component.target();
			Thread thread = bean.thread.get(10, TimeUnit.SECONDS);
			assertThat(thread.getName()).isEqualTo("component-keep");
			assertThat(thread.getThreadGroup()).isInstanceOf(GenerationThreads.class);
			component.stop(run);
			assertThat(LOG).containsExactly("interrupted", "@PreDestroy");
			assertThat(run.link.all).isEmpty();
			assertThat(thread.isAlive()).isFalse();
		}
	}

	@Test
	void throwIsAFailure() throws Exception {
		try (TestComponent component = TestComponent.of(Failing.class)) {
			TestComponent.Run run = component.open();
			Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).hasSize(1));
			Fault fault = ((ExitReason.Failure) run.link.exits.get(0)).fault();
			assertThat(fault.detector()).isEqualTo(Detector.WORKER);
			assertThat(fault.kind()).isEqualTo(Fault.Kind.FAILURE);
			assertThat(fault.cause()).isInstanceOf(IllegalStateException.class).hasMessage("broken");
		}
	}

	@Test
	void whatIsThrownBecauseOfTheStopIsNoFailure() throws Exception {
		try (TestComponent component = TestComponent.of(FailingAtTheEnd.class)) {
			TestComponent.Run run = component.open();
			((FailingAtTheEnd) component.target()).running.await();
			component.stop(run);
			assertThat(LOG).containsExactly("thrown");
			assertThat(run.link.all).isEmpty();
		}
	}

	@Test
	void generationEndsNormallyWithItsLastWorker(CapturedOutput output) throws Exception {
		try (TestComponent component = new TestComponent(TwoWorkers.class, RestartType.TRANSIENT).refresh()) {
			TestComponent.Run run = component.open();
			TwoWorkers bean = (TwoWorkers) component.target();
			bean.one.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(LOG).containsExactly("one"));
			assertThat(run.link.exits).isEmpty();
			bean.two.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).containsExactly(ExitReason.normal()));
			assertThat(output).doesNotContain("one-shot");
		}
	}

	@Test
	void componentWithoutWorkersDoesNotEnd() throws Exception {
		try (TestComponent component = TestComponent.of(Idle.class)) {
			TestComponent.Run run = component.open();
			component.stop(run);
			assertThat(run.link.all).isEmpty();
		}
	}

	@Test
	void oneShotWorkerOfAPermanentComponentIsPointedOut(CapturedOutput output) throws Exception {
		try (TestComponent component = TestComponent.of(OneShot.class)) {
			TestComponent.Run run = component.open();
			Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).containsExactly(ExitReason.normal()));
			assertThat(output).contains("The worker 'once' of 'component' returned within a second of its start. "
					+ "A PERMANENT component is started again whenever its workers have returned: "
					+ "a one-shot worker needs restart = TRANSIENT");
		}
	}

	@Test
	void workerWhoseDependencyIsDownIsRunAgainUntilItRecovers() throws Exception {
		try (TestComponent component = TestComponent.of(Dependent.class)) {
			TestComponent.Run run = component.open();
			Dependent bean = (Dependent) component.target();
			Awaitility.await().untilAsserted(() -> assertThat(bean.attempts).hasValue(3));
			assertThat(run.link.exits).isEmpty();
			assertThat(run.link.suspicions).hasSize(1).first().satisfies((fault) -> {
				assertThat(fault.detector()).isEqualTo(Detector.WORKER);
				assertThat(fault.classification()).isEqualTo(Classification.DEPENDENCY);
				assertThat(fault.cause()).isInstanceOf(ConnectException.class);
			});
			Awaitility.await().untilAsserted(() -> assertThat(run.link.all).containsExactly("suspected", "recovered"));
			assertThat(component.target()).isSameAs(bean);
			component.stop(run);
			assertThat(run.link.all).containsExactly("suspected", "recovered");
		}
	}

	@Test
	void workerThatRecoversDoesNotEndTheOutageOfAnother() throws Exception {
		try (TestComponent component = TestComponent.of(TwoDependent.class)) {
			TestComponent.Run run = component.open();
			TwoDependent bean = (TwoDependent) component.target();
			Awaitility.await().untilAsserted(() -> assertThat(bean.one.failures.get()).isGreaterThan(1));
			Awaitility.await().untilAsserted(() -> assertThat(bean.two.failures.get()).isGreaterThan(1));
			bean.one.up.countDown();
			int failures = bean.two.failures.get();
			Awaitility.await().until(() -> bean.two.failures.get() >= failures + 2);
			assertThat(bean.other.getCount()).as("a third one runs on meanwhile").isEqualTo(1);
			assertThat(run.link.all).as("while one of them is down").containsExactly("suspected");
			bean.two.up.countDown();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(run.link.all).containsExactly("suspected", "recovered"));
			component.stop(run);
			assertThat(bean.other.getCount()).isZero();
			assertThat(run.link.exits).isEmpty();
		}
	}

	@Test
	void workerThatReturnsWhileAnotherIsDownDoesNotEndTheGeneration() throws Exception {
		try (TestComponent component = new TestComponent(DownAndDone.class, RestartType.TRANSIENT).refresh()) {
			TestComponent.Run run = component.open();
			DownAndDone bean = (DownAndDone) component.target();
			Awaitility.await().untilAsserted(() -> assertThat(bean.down.failures.get()).isGreaterThan(1));
			assertThat(LOG).containsExactly("done");
			assertThat(run.link.exits).isEmpty();
			bean.down.up.countDown();
			bean.end.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).containsExactly(ExitReason.normal()));
		}
	}

	@Test
	void oneOfSeveralWorkersThatThrowsFailsThemAll() throws Exception {
		try (TestComponent component = TestComponent.of(OneFails.class)) {
			for (int generation = 1; generation <= 4; generation++) {
				TestComponent.Run run = component.open();
				OneFails bean = (OneFails) component.target();
				bean.running.await();
				bean.broken.countDown();
				Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).hasSize(1));
				assertThat(((ExitReason.Failure) run.link.exits.get(0)).fault().detector()).isEqualTo(Detector.WORKER);
				component.stop(run);
				assertThat(LOG).hasSize(generation);
				assertThat(run.link.exits).as("the other's end is no failure").hasSize(1);
			}
		}
	}

	@Test
	void errorOfTheMachineOutOfAWorkerEndsItAndIsAFailure() throws Exception {
		try (TestComponent component = TestComponent.of(OutOfMemory.class)) {
			TestComponent.Run run = component.open();
			Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).hasSize(1));
			assertThat(run.link.suspicions).isEmpty();
		}
	}

	@Test
	void workerWhoseDependencyIsDownPausesAsConfigured() throws Exception {
		TreeSettings.Delays settings = new TreeSettings.Delays(Duration.ofMillis(7), 3, Duration.ofMillis(30), 0);
		Backoff pauses = Delays.ofWorkers(settings);
		List<Duration> asked = new CopyOnWriteArrayList<>();
		try (TestComponent component = new TestComponent(AlwaysDown.class, RestartType.PERMANENT).pauses((attempt) -> {
			asked.add(pauses.before(attempt));
			return pauses.before(attempt);
		}).refresh()) {
			TestComponent.Run run = component.open();
			AlwaysDown bean = (AlwaysDown) component.target();
			Awaitility.await().until(() -> bean.attempts.get() >= 5);
			component.stop(run);
			assertThat(asked).startsWith(Duration.ofMillis(7), Duration.ofMillis(21), Duration.ofMillis(30),
					Duration.ofMillis(30));
		}
	}

	@Test
	void stopEndsThePauseOfAWorkerWhoseDependencyIsDown() throws Exception {
		try (TestComponent component = new TestComponent(AlwaysDown.class, RestartType.PERMANENT)
			.pauses((attempt) -> Duration.ofMinutes(1))
			.refresh()) {
			TestComponent.Run run = component.open();
			AlwaysDown bean = (AlwaysDown) component.target();
			Awaitility.await().until(() -> bean.attempts.get() >= 1);
			long begun = System.nanoTime();
			component.stop(run);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
			assertThat(run.link.all).containsExactly("suspected");
		}
	}

	@Test
	void workerRunsThroughTheAdviceOfItsBean() throws Exception {
		try (TestComponent component = TestComponent.of(Advised.class, Transactions.class)) {
			component.open();
			Awaitility.await().untilAsserted(() -> assertThat(LOG).containsExactly("transaction true"));
		}
	}

	@Test
	void eachGenerationHasItsOwnWorkers() throws Exception {
		try (TestComponent component = TestComponent.of(Patient.class)) {
			for (int generation = 1; generation <= 3; generation++) {
				TestComponent.Run run = component.open();
				((Patient) component.target()).thread.get(10, TimeUnit.SECONDS);
				component.stop(run);
			}
			assertThat(LOG).hasSize(6);
		}
	}

	@Test
	void workerThatIgnoresItsInterruptGetsTheDestroyCallback() throws Exception {
		try (TestComponent component = TestComponent.of(WaitsForDestroy.class)) {
			TestComponent.Run run = component.open();
			((WaitsForDestroy) component.target()).running.await();
			component.stop(run);
			assertThat(LOG).containsExactly("destroyed", "returned");
			assertThat(run.link.all).isEmpty();
		}
	}

	static class Idle {

	}

	static class Patient {

		final CompletableFuture<Thread> thread = new CompletableFuture<>();

		@Worker
		void keep() throws InterruptedException {
			this.thread.complete(Thread.currentThread());
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				LOG.add("interrupted");
				throw ex;
			}
		}

		@PreDestroy
		void preDestroy() {
			LOG.add("@PreDestroy");
		}

	}

	static class Failing {

		@Worker
		@SuppressWarnings("unused")
		private void run() {
			throw new IllegalStateException("broken");
		}

	}

	static class FailingAtTheEnd {

		final CountDownLatch running = new CountDownLatch(1);

		@Worker
		void run() {
			this.running.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				LOG.add("thrown");
				throw new IllegalStateException(ex);
			}
		}

	}

	static class TwoWorkers {

		final CountDownLatch one = new CountDownLatch(1);

		final CountDownLatch two = new CountDownLatch(1);

		@Worker
		void one() throws InterruptedException {
			this.one.await();
			LOG.add("one");
		}

		@Worker
		void two() throws InterruptedException {
			this.two.await();
			LOG.add("two");
		}

	}

	static class OneShot {

		@Worker
		void once() {
		}

	}

	static class Dependent {

		final AtomicInteger attempts = new AtomicInteger();

		@Worker
		void poll() throws Exception {
			if (this.attempts.incrementAndGet() < 3) {
				throw new ConnectException("refused");
			}
			new CountDownLatch(1).await();
		}

	}

	static class Outage {

		final AtomicInteger failures = new AtomicInteger();

		final CountDownLatch up = new CountDownLatch(1);

		void check() throws ConnectException {
			if (this.up.getCount() > 0) {
				this.failures.incrementAndGet();
				throw new ConnectException("refused");
			}
		}

	}

	static class TwoDependent {

		final Outage one = new Outage();

		final Outage two = new Outage();

		final CountDownLatch other = new CountDownLatch(1);

		@Worker
		void one() throws Exception {
			this.one.check();
			new CountDownLatch(1).await();
		}

		@Worker
		void two() throws Exception {
			this.two.check();
			new CountDownLatch(1).await();
		}

		@Worker
		void other() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.other.countDown();
			}
		}

	}

	static class DownAndDone {

		final Outage down = new Outage();

		final CountDownLatch end = new CountDownLatch(1);

		@Worker
		void done() {
			LOG.add("done");
		}

		@Worker
		void down() throws Exception {
			this.down.check();
			this.end.await();
		}

	}

	static class OneFails {

		final CountDownLatch running = new CountDownLatch(1);

		final CountDownLatch broken = new CountDownLatch(1);

		@Worker
		void fails() throws InterruptedException {
			this.broken.await();
			throw new IllegalStateException("broken");
		}

		@Worker
		void goesOn() throws InterruptedException {
			this.running.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				LOG.add("interrupted");
				throw ex;
			}
		}

	}

	static class OutOfMemory {

		@Worker
		void run() {
			throw new OutOfMemoryError("Java heap space");
		}

	}

	static class AlwaysDown {

		final AtomicInteger attempts = new AtomicInteger();

		@Worker
		void poll() throws Exception {
			this.attempts.incrementAndGet();
			throw new ConnectException("refused");
		}

	}

	static class Advised {

		@Worker
		@Transactional
		public void run() {
			LOG.add("transaction " + TransactionSynchronizationManager.isActualTransactionActive());
		}

	}

	static class WaitsForDestroy {

		final CountDownLatch running = new CountDownLatch(1);

		private final CountDownLatch destroyed = new CountDownLatch(1);

		@Worker
		void run() {
			this.running.countDown();
			while (this.destroyed.getCount() > 0) {
				try {
					this.destroyed.await();
				}
				catch (InterruptedException ex) {
					// waits for something else
				}
			}
			LOG.add("returned");
		}

		@PreDestroy
		void destroy() {
			LOG.add("destroyed");
			this.destroyed.countDown();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager() {
			return new DataSourceTransactionManager(
					new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build());
		}

	}

}
