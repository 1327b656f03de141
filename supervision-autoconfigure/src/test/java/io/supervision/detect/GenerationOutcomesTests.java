package io.supervision.detect;

import java.lang.reflect.Method;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import io.supervision.spec.OnSuspicion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class GenerationOutcomesTests {

	private static final int PLACE = 0;

	private static final int CANCEL = 1;

	private static final int TO_STRING = 2;

	private static final int EQUALS = 3;

	private final RecordingLink link = new RecordingLink();

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void shutDown() {
		this.threads.shutdownNow();
	}

	@Test
	void thresholdInARowMakesOneSuspicion() {
		GenerationOutcomes outcomes = outcomes();
		outcomes.threw(PLACE, new IllegalStateException());
		outcomes.threw(PLACE, new IllegalStateException());
		assertThat(this.link.log).isEmpty();
		Throwable third = new IllegalStateException("third");
		outcomes.threw(PLACE, third);
		assertThat(this.link.suspicions).containsExactly(Fault.suspicion(Detector.EXCEPTION, third));
		assertThat(this.link.exits).isEmpty();
	}

	@Test
	void whatIsThrownOffTheRecordCountsForNothing() {
		GenerationOutcomes outcomes = outcomes();
		OffTheRecord.run(() -> throwing(outcomes, PLACE, 9));
		assertThat(outcomes.troubled()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> OffTheRecord.run(() -> OffTheRecord.run(() -> {
			throw new IllegalStateException();
		})));
		assertThat(this.link.log).isEmpty();
		throwing(outcomes, PLACE, 3);
		assertThat(this.link.suspicions).hasSize(1);
	}

	@Test
	void countStartsAnewAfterSuspicion() {
		GenerationOutcomes outcomes = outcomes();
		throwing(outcomes, PLACE, 5);
		assertThat(this.link.suspicions).hasSize(1);
		throwing(outcomes, PLACE, 1);
		assertThat(this.link.suspicions).hasSize(2);
	}

	@Test
	void sameThrowableAgainAndAgainIsCounted() {
		GenerationOutcomes outcomes = outcomes();
		Throwable constant = new IllegalStateException();
		IntStream.range(0, 3).forEach((i) -> outcomes.threw(PLACE, constant));
		assertThat(this.link.suspicions).hasSize(1);
	}

	@Test
	void successOfSameMethodResets() {
		GenerationOutcomes outcomes = outcomes();
		throwing(outcomes, PLACE, 2);
		outcomes.succeeded(PLACE);
		throwing(outcomes, PLACE, 2);
		assertThat(this.link.log).isEmpty();
	}

	@Test
	void successOfOtherMethodDoesNotReset() {
		GenerationOutcomes outcomes = outcomes();
		throwing(outcomes, PLACE, 2);
		outcomes.succeeded(CANCEL);
		assertThat(outcomes.troubled()).isTrue();
		throwing(outcomes, PLACE, 1);
		assertThat(this.link.suspicions).hasSize(1);
	}

	@Test
	void methodsAreCountedApart() {
		GenerationOutcomes outcomes = outcomes();
		throwing(outcomes, PLACE, 2);
		throwing(outcomes, CANCEL, 2);
		assertThat(this.link.log).isEmpty();
	}

	@Test
	void methodsOfObjectCountForNothing() {
		GenerationOutcomes outcomes = outcomes();
		throwing(outcomes, TO_STRING, 10);
		outcomes.threw(EQUALS, new OutOfMemoryError());
		outcomes.threw(EQUALS, new ConnectException());
		assertThat(this.link.log).isEmpty();
		assertThat(outcomes.troubled()).isFalse();
		outcomes.threw(PLACE, new ConnectException());
		outcomes.succeeded(TO_STRING);
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY");
	}

	@Test
	void othersFaultsNeitherRaiseNorResetTheCount() {
		GenerationOutcomes outcomes = outcomes();
		throwing(outcomes, PLACE, 2);
		for (int i = 0; i < 10; i++) {
			outcomes.threw(PLACE, new NoSuchElementException());
			outcomes.threw(PLACE, new ConnectException());
		}
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY");
		throwing(outcomes, PLACE, 1);
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY", "suspected COMPONENT");
	}

	@Test
	void troubleEndsWithTheSuccessThatEndsIt() {
		GenerationOutcomes outcomes = outcomes();
		assertThat(outcomes.troubled()).isFalse();
		throwing(outcomes, PLACE, 1);
		throwing(outcomes, CANCEL, 1);
		assertThat(outcomes.troubled()).isTrue();
		outcomes.succeeded(PLACE);
		assertThat(outcomes.troubled()).isTrue();
		outcomes.succeeded(CANCEL);
		assertThat(outcomes.troubled()).isFalse();
		throwing(outcomes, PLACE, 3);
		assertThat(outcomes.troubled()).isFalse();
	}

	@Test
	void callersFaultIsNoTrouble() {
		GenerationOutcomes outcomes = outcomes();
		IntStream.range(0, 1000).forEach((i) -> outcomes.threw(PLACE, new NoSuchElementException()));
		assertThat(outcomes.troubled()).isFalse();
		assertThat(this.link.log).isEmpty();
	}

	@Test
	void listedTypeIsFailureAtOnce() {
		GenerationOutcomes outcomes = outcomes(new DetectionSettings("orders", List.of(IllegalStateException.class),
				List.of(), 3, OnSuspicion.RESTART, null));
		Throwable thrown = new IllegalStateException();
		outcomes.threw(PLACE, thrown);
		assertThat(this.link.exits).containsExactly(ExitReason.failure(Detector.EXCEPTION, thrown));
		assertThat(this.link.suspicions).isEmpty();
	}

	@Test
	void suspicionIsFailureWhereItIsToFail() {
		GenerationOutcomes outcomes = outcomes(
				new DetectionSettings("orders", List.of(), List.of(), 2, OnSuspicion.FAIL, null));
		throwing(outcomes, PLACE, 2);
		Throwable wrong = Violating.result();
		outcomes.threw(PLACE, wrong);
		assertThat(this.link.suspicions).isEmpty();
		assertThat(this.link.exits).hasSize(2).contains(ExitReason.failure(Detector.RESULT, wrong));
	}

	@Test
	void suspicionThatIsToBeObservedIsLeftToTheSupervisor() {
		GenerationOutcomes outcomes = outcomes(
				new DetectionSettings("orders", List.of(), List.of(), 1, OnSuspicion.OBSERVE, null));
		throwing(outcomes, PLACE, 1);
		assertThat(this.link.log).containsExactly("suspected COMPONENT");
	}

	@Test
	void memoryRunningOutIsSuspicionWithoutCounting() {
		outcomes().threw(PLACE, new OutOfMemoryError("Java heap space"));
		assertThat(this.link.log).containsExactly("suspected COMPONENT");
	}

	@Test
	void dependencysOutageIsToldAtItsTwoEnds() {
		GenerationOutcomes outcomes = outcomes();
		Throwable first = new ConnectException("first");
		outcomes.threw(PLACE, first);
		outcomes.threw(PLACE, new ConnectException());
		outcomes.threw(CANCEL, new ConnectException());
		assertThat(this.link.suspicions).containsExactly(Fault.dependency(Detector.EXCEPTION, first));
		assertThat(outcomes.troubled()).isTrue();
		outcomes.succeeded(CANCEL);
		outcomes.succeeded(PLACE);
		assertThat(outcomes.troubled()).isFalse();
		outcomes.threw(PLACE, new ConnectException());
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY", "recovered", "suspected DEPENDENCY");
	}

	@Test
	void outageOfWorkerIsNotEndedByCalls() {
		GenerationOutcomes outcomes = outcomes();
		outcomes.dependencyFailed(Detector.WORKER, new ConnectException());
		assertThat(outcomes.troubled()).isFalse();
		outcomes.threw(PLACE, new ConnectException());
		outcomes.succeeded(PLACE);
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY");
		assertThat(outcomes.worked(Detector.WORKER)).isTrue();
		assertThat(outcomes.worked(Detector.WORKER)).isFalse();
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY", "recovered");
	}

	@Test
	void spentPatienceIsToldOncePerPatience() {
		GenerationOutcomes outcomes = patient(Duration.ofSeconds(30));
		failAfter(outcomes, Duration.ZERO);
		failAfter(outcomes, Duration.ofSeconds(29));
		assertThat(this.link.spent).isEmpty();
		failAfter(outcomes, Duration.ofSeconds(1));
		failAfter(outcomes, Duration.ofSeconds(1));
		assertThat(this.link.spent).hasSize(1);
		Fault fault = this.link.spent.get(0);
		assertThat(fault.classification()).isEqualTo(Classification.DEPENDENCY);
		assertThat(fault.cause()).hasCauseInstanceOf(ConnectException.class)
			.hasMessage("Dependency down for longer than 'dependencyPatience': 30000ms without one success "
					+ "(component 'orders')");
		failAfter(outcomes, Duration.ofSeconds(29));
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY", "out of patience", "out of patience");
	}

	@Test
	void oneSuccessRestoresPatience() {
		GenerationOutcomes outcomes = patient(Duration.ofSeconds(30));
		failAfter(outcomes, Duration.ZERO);
		failAfter(outcomes, Duration.ofSeconds(29));
		outcomes.succeeded(CANCEL);
		failAfter(outcomes, Duration.ofSeconds(2));
		failAfter(outcomes, Duration.ofSeconds(29));
		assertThat(this.link.spent).isEmpty();
	}

	@Test
	void withoutPatienceAnOutageMayLast() {
		GenerationOutcomes outcomes = outcomes();
		failAfter(outcomes, Duration.ZERO);
		failAfter(outcomes, Duration.ofDays(1000));
		assertThat(this.link.log).containsExactly("suspected DEPENDENCY");
	}

	@Test
	void nothingThatGoesWrongReachesTheCaller() {
		Link broken = new RecordingLink() {

			@Override
			public void suspected(Fault fault) {
				throw new IllegalStateException("the tree is gone");
			}

		};
		GenerationOutcomes outcomes = outcomes(DetectionSettings.of("orders"), broken);
		assertThatNoException().isThrownBy(() -> throwing(outcomes, PLACE, 3));
		assertThatNoException().isThrownBy(() -> outcomes.threw(PLACE, new BuiltInClassifierTests.Mute()));
		assertThatNoException().isThrownBy(() -> outcomes.threw(99, new IllegalStateException()));
	}

	@Test
	void concurrentExceptionsAreCountedExactly() throws Exception {
		GenerationOutcomes outcomes = outcomes();
		concurrently(6, () -> throwing(outcomes, PLACE, 500));
		assertThat(this.link.suspicions).hasSize(1000);
		assertThat(outcomes.troubled()).isFalse();
	}

	@Test
	void troubleThatBeginsWhileOtherTroubleEndsIsNotLost() throws Exception {
		Method[] methods = new Method[5000];
		Arrays.fill(methods, methods()[PLACE]);
		CyclicBarrier round = new CyclicBarrier(2);
		AtomicReference<GenerationOutcomes> current = new AtomicReference<>();
		Future<?> ending = this.threads.submit(() -> {
			for (int i = 0; i < 2000; i++) {
				round.await();
				current.get().succeeded(CANCEL);
				round.await();
			}
			return null;
		});
		for (int i = 0; i < 2000; i++) {
			current.set(outcomes(DetectionSettings.of("orders"), this.link, methods));
			throwing(current.get(), CANCEL, 1);
			round.await();
			throwing(current.get(), PLACE, 1);
			round.await();
			assertThat(current.get().troubled()).isTrue();
		}
		ending.get(10, TimeUnit.SECONDS);
	}

	@RepeatedTest(20)
	void lastWordOnAnOutageIsRight() throws Exception {
		GenerationOutcomes outcomes = outcomes();
		concurrently(4, () -> {
			for (int i = 0; i < 300; i++) {
				outcomes.threw(PLACE, new ConnectException());
				outcomes.succeeded(PLACE);
			}
		});
		outcomes.succeeded(PLACE);
		assertThat(this.link.log.get(this.link.log.size() - 1)).isEqualTo("recovered");
		for (int i = 0; i < this.link.log.size(); i++) {
			assertThat(this.link.log.get(i)).isEqualTo((i % 2 == 0) ? "suspected DEPENDENCY" : "recovered");
		}
	}

	private void concurrently(int times, Runnable action) throws Exception {
		CountDownLatch go = new CountDownLatch(times);
		List<? extends Future<?>> running = IntStream.range(0, times).mapToObj((i) -> this.threads.submit(() -> {
			go.countDown();
			go.await();
			action.run();
			return null;
		})).toList();
		for (Future<?> each : running) {
			each.get();
		}
	}

	private void failAfter(GenerationOutcomes outcomes, Duration time) {
		this.clock.addAndGet(time.toNanos());
		outcomes.threw(PLACE, new ConnectException());
	}

	private static void throwing(GenerationOutcomes outcomes, int method, int times) {
		for (int i = 0; i < times; i++) {
			outcomes.threw(method, new IllegalStateException());
		}
	}

	private GenerationOutcomes patient(Duration patience) {
		return outcomes(new DetectionSettings("orders", List.of(), List.of(), 3, OnSuspicion.RESTART, patience));
	}

	private GenerationOutcomes outcomes() {
		return outcomes(DetectionSettings.of("orders"));
	}

	private GenerationOutcomes outcomes(DetectionSettings settings) {
		return outcomes(settings, this.link);
	}

	private GenerationOutcomes outcomes(DetectionSettings settings, Link link) {
		return outcomes(settings, link, methods());
	}

	private GenerationOutcomes outcomes(DetectionSettings settings, Link link, Method[] methods) {
		return new Detection(settings, new BuiltInClassifier(), new Blame(), this.clock::get).watch(link, methods);
	}

	private static Method[] methods() {
		try {
			return new Method[] { Orders.class.getMethod("place"), Orders.class.getMethod("cancel"),
					Orders.class.getMethod("toString"), Orders.class.getMethod("equals", Object.class) };
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Orders {

		public void place() {
		}

		public void cancel() {
		}

		@Override
		public String toString() {
			return "orders";
		}

	}

}
