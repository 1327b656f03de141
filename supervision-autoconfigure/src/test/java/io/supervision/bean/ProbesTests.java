package io.supervision.bean;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.annotation.Probe;
import io.supervision.bean.ComponentDefinition.Watching;
import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.spec.Backoff;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.RestartType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ProbesTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration SLICE = Duration.ofMillis(250);

	private final SteppedTime time = new SteppedTime();

	private final RecordingLink link = new RecordingLink();

	private final GenericApplicationContext application = new GenericApplicationContext();

	private final GenerationThreads threads;

	ProbesTests() {
		this.application.registerBean(HealthReader.class, () -> new Indicators());
		this.application.refresh();
		this.threads = GenerationThreads.of(blueprint(false), GenerationThreads.outside());
	}

	private BeanBlueprint blueprint(boolean health) {
		return new BeanBlueprint(this.application, "feed", new RootBeanDefinition(), List.of(),
				new Watching(null, null, health, null, null));
	}

	private Probes probes(Object bean) {
		BeanGeneration generation = new BeanGeneration("feed", 1, this.link, this.threads, false);
		DetectionSettings settings = new DetectionSettings("feed", List.of(UnsupportedOperationException.class),
				List.of(), 3, OnSuspicion.RESTART, null);
		Detection detection = new Detection(settings, new BuiltInClassifier(), new Blame(), this.time::nanos);
		Oversight oversight = new Oversight(this.link, detection,
				detection.watch(this.link, new java.lang.reflect.Method[0]),
				new WorkerRules(RestartType.PERMANENT, Backoff.NONE, this.time));
		return new Probes(bean, generation, blueprint(bean instanceof HealthIndicator), oversight, this.time::nanos);
	}

	/** Have the next run made, and wait until it has ended. */
	private void runOnce() {
		this.time.awaitTimer(INTERVAL);
		this.time.pass(INTERVAL);
		this.time.awaitTimer(INTERVAL);
	}

	/** Have the next run begun, which does not end by itself. */
	private void beginRun() {
		this.time.awaitTimer(INTERVAL);
		this.time.pass(INTERVAL);
		this.time.awaitTimer(SLICE);
	}

	private Fault failure() {
		assertThat(this.link.exits).hasSize(1);
		Fault fault = ((ExitReason.Failure) this.link.exits.get(0)).fault();
		assertThat(fault.detector()).isEqualTo(Detector.PROBE);
		assertThat(fault.kind()).isEqualTo(Fault.Kind.FAILURE);
		assertThat(fault.classification()).isEqualTo(Classification.COMPONENT);
		return fault;
	}

	@AfterEach
	void close() {
		this.threads.interruptAll();
		this.application.close();
	}

	@Test
	void firstRunIsOneIntervalAfterReadyOnAThreadOfItsOwn() {
		Scripted bean = new Scripted();
		Probes probes = probes(bean);
		assertThat(this.time.set()).isEmpty();
		probes.begin();
		this.time.pass(INTERVAL.minusNanos(1));
		assertThat(bean.runs).hasValue(0);
		this.time.pass(Duration.ofNanos(1));
		this.time.awaitTimer(INTERVAL);
		assertThat(bean.runs).hasValue(1);
		assertThat(bean.thread.getName()).isEqualTo("feed-isWell");
		assertThat(bean.thread.getThreadGroup()).isSameAs(this.threads);
		runOnce();
		assertThat(bean.runs).hasValue(2);
		probes.end();
		Awaitility.await().until(() -> !bean.thread.isAlive());
		assertThat(this.time.set()).isEmpty();
		assertThat(this.link.all).isEmpty();
	}

	@Test
	void enoughFailedRunsInARowAreAFailure() {
		Scripted bean = new Scripted(() -> false, () -> {
			throw new IllegalStateException("broken");
		}, () -> true, () -> false, () -> false);
		probes(bean).begin();
		for (int i = 0; i < 5; i++) {
			runOnce();
			assertThat(this.link.all).isEmpty();
		}
		bean.script.add(() -> false);
		runOnce();
		assertThat(failure().cause()).isInstanceOf(IllegalStateException.class)
			.hasMessage("The probe 'isWell' of 'feed' reported false: failed run 3 of 3");
	}

	@Test
	void whatAProbeThrowsIsTheCauseOfTheFailure() {
		Throwing bean = new Throwing();
		bean.thrown = new IllegalStateException("broken");
		probes(bean).begin();
		runOnce();
		assertThat(this.link.all).isEmpty();
		runOnce();
		assertThat(failure().cause()).isSameAs(bean.thrown);
	}

	@Test
	void exceptionThatDoesNotSayWhatItIsKeepsOnlyItsProbeWaiting() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answered = new CountDownLatch(1);
		Throwing bean = new Throwing();
		bean.thrown = new UnsupportedOperationException();
		Probes probes = probes(bean);
		this.link.onExit = () -> {
			asked.countDown();
			awaitUninterruptibly(answered);
		};
		probes.begin();
		this.time.awaitTimer(INTERVAL);
		this.time.pass(INTERVAL);
		asked.await();
		CompletableFuture.runAsync(() -> {
			this.time.pass(INTERVAL);
			probes.end();
		}).get(30, TimeUnit.SECONDS);
		answered.countDown();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		Awaitility.waitAtMost(Duration.ofMinutes(1)).until(() -> latch.getCount() == 0);
	}

	@Test
	void whatTheComponentFailsOnIsAFailureAtOnce() {
		Throwing bean = new Throwing();
		bean.thrown = new UnsupportedOperationException();
		probes(bean).begin();
		runOnce();
		assertThat(failure().cause()).isSameAs(bean.thrown);
	}

	@Test
	void whatADependencyIsToBlameForIsNotCountedAndEndsWithASuccess() {
		Step down = () -> {
			throw new ConnectException("refused");
		};
		Scripted bean = new Scripted(() -> false, () -> false, down, down, down, down);
		probes(bean).begin();
		for (int i = 0; i < 6; i++) {
			runOnce();
		}
		assertThat(this.link.all).containsExactly("suspected");
		assertThat(this.link.suspicions.get(0).classification()).isEqualTo(Classification.DEPENDENCY);
		assertThat(this.link.suspicions.get(0).detector()).isEqualTo(Detector.PROBE);
		runOnce();
		assertThat(this.link.all).containsExactly("suspected", "recovered");
		bean.script.addAll(List.of(() -> false, () -> false, down, () -> false));
		for (int i = 0; i < 4; i++) {
			runOnce();
		}
		assertThat(this.link.all).containsExactly("suspected", "recovered", "suspected", "exited");
	}

	@Test
	void outageEndsWhenEachProbeThatMetItHasSucceeded() {
		TwoProbes bean = new TwoProbes();
		probes(bean).begin();
		bean.firstDown = true;
		bean.secondDown = true;
		runBoth(bean);
		assertThat(this.link.all).containsExactly("suspected");
		bean.firstDown = false;
		runBoth(bean);
		assertThat(this.link.all).containsExactly("suspected");
		bean.secondDown = false;
		runBoth(bean);
		assertThat(this.link.all).containsExactly("suspected", "recovered");
	}

	private void runBoth(TwoProbes bean) {
		int before = bean.runs.get();
		this.time.pass(INTERVAL);
		Awaitility.await()
			.until(() -> bean.runs.get() == before + 2 && this.time.set().equals(List.of(INTERVAL, INTERVAL)));
	}

	@Test
	void runThatTakesTooLongIsInterruptedAndAFailedRun() {
		CountDownLatch never = new CountDownLatch(1);
		Step hang = () -> {
			never.await();
			return true;
		};
		Scripted bean = new Scripted(hang, hang, hang);
		probes(bean).begin();
		for (int i = 1; i <= 3; i++) {
			assertThat(this.link.all).isEmpty();
			beginRun();
			this.time.pass(TIMEOUT);
			int interrupts = i;
			Awaitility.await().until(() -> bean.interrupts.get() == interrupts);
			this.time.awaitTimer(INTERVAL);
		}
		assertThat(failure().cause()).isInstanceOf(TimeoutException.class)
			.hasMessage("The probe 'isWell' of 'feed' has not returned within 1s: failed run 3 of 3");
		assertThat(failure().cause().getStackTrace()).extracting(StackTraceElement::getClassName)
			.contains(CountDownLatch.class.getName(), Scripted.class.getName());
	}

	@Test
	void runThatHangsForEverFailsTheComponentWithASingleThread() {
		Unstoppable bean = new Unstoppable();
		probes(bean).begin();
		beginRun();
		this.time.pass(TIMEOUT);
		this.time.pass(INTERVAL);
		assertThat(this.link.all).isEmpty();
		this.time.pass(INTERVAL);
		assertThat(failure().cause()).isInstanceOf(TimeoutException.class);
		assertThat(bean.runs).hasValue(1);
		assertThat(this.threads.busy()).hasSize(1);
		bean.release.countDown();
	}

	@Test
	void lateResultOfARunThatHungChangesNothing() {
		Unstoppable bean = new Unstoppable();
		probes(bean).begin();
		beginRun();
		this.time.pass(TIMEOUT);
		this.time.pass(INTERVAL);
		bean.release.countDown();
		Awaitility.await().until(() -> this.threads.busy().stream().noneMatch(Unstoppable::isIn));
		this.time.awaitTimer(INTERVAL);
		assertThat(this.link.all).isEmpty();
		bean.well = false;
		runOnce();
		assertThat(bean.runs).hasValue(2);
		assertThat(failure().cause()).hasMessageEndingWith("reported false: failed run 3 of 3");
	}

	@Test
	void interruptOfARunDoesNotReachTheNext() {
		Unstoppable bean = new Unstoppable();
		bean.consumesInterrupts = false;
		probes(bean).begin();
		beginRun();
		this.time.pass(TIMEOUT);
		bean.release.countDown();
		Awaitility.await().until(() -> this.threads.busy().stream().noneMatch(Unstoppable::isIn));
		runOnce();
		assertThat(bean.runs).hasValue(2);
		assertThat(bean.interruptedAtStart).isFalse();
	}

	@Test
	void machineThatStoodStillIsNoFailedRun() {
		Unstoppable bean = new Unstoppable();
		probes(bean).begin();
		beginRun();
		this.time.pass(SLICE);
		this.time.standStill(Duration.ofSeconds(20));
		this.time.pass(TIMEOUT.minusNanos(1));
		assertThat(bean.interrupted).isFalse();
		bean.release.countDown();
		this.time.awaitTimer(INTERVAL);
		bean.well = false;
		runOnce();
		runOnce();
		assertThat(this.link.all).isEmpty();
		runOnce();
		failure();
	}

	@Test
	void machineThatStoodStillIsNotCountedAgainstARunThatHangs() {
		Unstoppable bean = new Unstoppable();
		probes(bean).begin();
		beginRun();
		this.time.pass(TIMEOUT);
		this.time.pass(INTERVAL);
		this.time.standStill(Duration.ofHours(1));
		assertThat(this.link.all).isEmpty();
		this.time.pass(INTERVAL);
		failure();
		bean.release.countDown();
	}

	@Test
	void timeOfARunThatIsDueButHasNotBegunDoesNotPass() {
		Scripted bean = new Scripted(() -> false, () -> false);
		probes(bean).begin();
		runOnce();
		runOnce();
		this.time.standStill(Duration.ofHours(1));
		this.time.awaitTimer(INTERVAL);
		assertThat(bean.runs).hasValue(3);
		assertThat(this.link.all).isEmpty();
	}

	@Test
	void runUnderWayAtTheEndIsLeftAloneAndItsResultChangesNothing() {
		Unstoppable bean = new Unstoppable();
		bean.well = false;
		Probes probes = probes(bean);
		probes.begin();
		beginRun();
		probes.end();
		this.time.pass(Duration.ofHours(1));
		assertThat(bean.interrupted).isFalse();
		bean.release.countDown();
		Awaitility.await().until(() -> this.threads.busy().isEmpty());
		assertThat(this.link.all).isEmpty();
		assertThat(this.time.set()).isEmpty();
	}

	@Test
	void probesGoOnWhenCallsAreLetInAgain() {
		Scripted bean = new Scripted(() -> false, () -> false, () -> false, () -> false);
		Probes probes = probes(bean);
		probes.begin();
		runOnce();
		runOnce();
		probes.end();
		probes.begin();
		runOnce();
		assertThat(this.link.all).isEmpty();
		bean.script.add(() -> false);
		runOnce();
		runOnce();
		failure();
	}

	@Test
	void runUnderWayWhenCallsAreLetInAgainHasAllItsTimeAgain() {
		Unstoppable bean = new Unstoppable();
		Probes probes = probes(bean);
		probes.begin();
		beginRun();
		this.time.pass(TIMEOUT.minus(SLICE));
		probes.end();
		probes.begin();
		this.time.pass(TIMEOUT.minusNanos(1));
		assertThat(bean.interrupted).isFalse();
		this.time.pass(Duration.ofNanos(1));
		Awaitility.await().until(() -> bean.interrupted);
		assertThat(this.threads.busy()).hasSize(1);
		bean.release.countDown();
	}

	@Test
	void healthIndicatorFailsAsAProbeDoes() {
		Indicator bean = new Indicator();
		probes(bean).begin();
		bean.health = Health.up().build();
		runOnce();
		bean.health = Health.status("FATAL").build();
		runOnce();
		bean.health = Health.outOfService().build();
		runOnce();
		bean.health = Health.down().withDetail("error", "no class of an exception").build();
		runOnce();
		assertThat(this.link.all).isEmpty();
		bean.health = Health.down(new IllegalStateException("wrong")).build();
		runOnce();
		assertThat(failure().cause()).isInstanceOf(IllegalStateException.class)
			.hasMessage("The health indicator of 'feed' is DOWN "
					+ "{error=java.lang.IllegalStateException: wrong}: failed run 3 of 3")
			.hasCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void healthIndicatorWhoseDependencyIsDownIsNotCounted() {
		Indicator bean = new Indicator();
		probes(bean).begin();
		for (Health health : List.of(Health.down(new ConnectException("refused")).build(),
				Health.outOfService().withException(new java.net.UnknownHostException("db")).build(),
				Health.down().withDetail("cause", new ConnectException("refused")).build(),
				Health.down(new org.springframework.dao.DataAccessResourceFailureException("no pool")).build())) {
			bean.health = health;
			runOnce();
		}
		assertThat(this.link.all).containsExactly("suspected");
		assertThat(this.link.suspicions.get(0).cause())
			.hasMessage("The health indicator of 'feed' is DOWN " + "{error=java.net.ConnectException: refused}");
		bean.health = Health.up().build();
		runOnce();
		assertThat(this.link.all).containsExactly("suspected", "recovered");
	}

	static class Scripted {

		final Queue<Step> script = new ConcurrentLinkedQueue<>();

		final AtomicInteger runs = new AtomicInteger();

		final AtomicInteger interrupts = new AtomicInteger();

		volatile Thread thread;

		Scripted(Step... script) {
			this.script.addAll(List.of(script));
		}

		@Probe
		boolean isWell() throws Exception {
			this.thread = Thread.currentThread();
			this.runs.incrementAndGet();
			Step next = this.script.poll();
			try {
				return next == null || next.go();
			}
			catch (InterruptedException ex) {
				this.interrupts.incrementAndGet();
				throw ex;
			}
		}

	}

	@FunctionalInterface
	interface Step {

		boolean go() throws Exception;

	}

	static class Throwing {

		volatile RuntimeException thrown;

		@Probe(failures = 2)
		@SuppressWarnings("unused")
		private void check() {
			throw this.thrown;
		}

	}

	static class TwoProbes {

		final AtomicInteger runs = new AtomicInteger();

		volatile boolean firstDown;

		volatile boolean secondDown;

		@Probe
		void first() throws ConnectException {
			run(this.firstDown);
		}

		@Probe
		void second() throws ConnectException {
			run(this.secondDown);
		}

		private void run(boolean down) throws ConnectException {
			this.runs.incrementAndGet();
			if (down) {
				throw new ConnectException("refused");
			}
		}

	}

	static class Unstoppable {

		final CountDownLatch release = new CountDownLatch(1);

		final AtomicInteger runs = new AtomicInteger();

		volatile boolean well = true;

		volatile boolean consumesInterrupts = true;

		volatile boolean interrupted;

		volatile boolean interruptedAtStart;

		@Probe
		boolean isWell() {
			this.interruptedAtStart = Thread.currentThread().isInterrupted();
			this.runs.incrementAndGet();
			while (this.release.getCount() > 0) {
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					this.interrupted = true;
				}
			}
			if (!this.consumesInterrupts) {
				Thread.currentThread().interrupt();
			}
			return this.well;
		}

		static boolean isIn(Thread thread) {
			return List.of(thread.getStackTrace())
				.stream()
				.anyMatch((frame) -> frame.getClassName().equals(Unstoppable.class.getName()));
		}

	}

	static class Indicator implements HealthIndicator {

		volatile Health health;

		@Override
		public Health health() {
			return this.health;
		}

	}

	static class Indicators implements HealthReader {

		@Override
		public boolean knows(Object candidate) {
			return candidate instanceof HealthIndicator;
		}

		@Override
		public Reading read(Object indicator) {
			Health health = ((HealthIndicator) indicator).health();
			return new Reading(health.getStatus().getCode(), health.getDetails());
		}

	}

}
