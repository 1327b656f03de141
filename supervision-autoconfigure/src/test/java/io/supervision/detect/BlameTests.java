package io.supervision.detect;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.detect.Verdict.Weight;
import io.supervision.spec.Detector;
import io.supervision.spec.OnSuspicion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class BlameTests {

	private static final Method CALLED = Object.class.getMethods()[0];

	private final AtomicLong clock = new AtomicLong();

	private final Blame blame = new Blame(this.clock::get);

	private final Detection stock = detection("stock");

	private final Detection orders = detection("orders");

	private final Detection shop = detection("shop");

	private final ExecutorService threads = Executors.newSingleThreadExecutor();

	@AfterEach
	void shutDown() {
		this.threads.shutdownNow();
	}

	@Test
	void innermostCallIsBlamedAndNobodyElse() {
		Throwable thrown = new IllegalStateException();
		assertThat(this.stock.judgeCall(thrown, CALLED).weight()).isEqualTo(Weight.COUNTED);
		assertVictimOfStock(this.orders.judgeCall(thrown, CALLED));
		assertVictimOfStock(this.shop.judgeCall(thrown, CALLED));
	}

	@Test
	void victimIsFoundThroughWrapping() {
		Throwable thrown = new IllegalStateException();
		this.stock.judgeCall(thrown, CALLED);
		Throwable wrapped = new RuntimeException(new IllegalArgumentException(thrown));
		assertVictimOfStock(this.orders.judgeCall(wrapped, CALLED));
		assertVictimOfStock(this.shop.judgeCall(new RuntimeException(wrapped), CALLED));
	}

	@Test
	void victimIsFoundAfterUnwrapping() {
		Throwable cause = new IllegalStateException();
		this.stock.judgeCall(new RuntimeException(cause), CALLED);
		assertVictimOfStock(this.orders.judgeCall(cause, CALLED));
	}

	@Test
	void whatVictimsWrapIsBlamedOnTheSame() {
		Throwable thrown = new IllegalStateException();
		this.stock.judgeCall(thrown, CALLED);
		Throwable forgetful = new IllegalStateException("forgets its cause", thrown);
		this.orders.judgeCall(new RuntimeException(forgetful), CALLED);
		assertVictimOfStock(this.shop.judgeCall(forgetful, CALLED));
	}

	@Test
	void failOnOfVictimDoesNotMatter() {
		Detection failing = new Detection(
				new DetectionSettings("orders", List.of(RuntimeException.class), List.of(), 1, OnSuspicion.FAIL, null),
				new BuiltInClassifier(), this.blame, this.clock::get);
		Throwable thrown = new IllegalStateException();
		this.stock.judgeCall(thrown, CALLED);
		assertVictimOfStock(failing.judgeCall(thrown, CALLED));
	}

	@Test
	void startsAndWorkersCanBeVictims() {
		Throwable thrown = new IllegalStateException();
		this.stock.judgeCall(thrown, CALLED);
		assertVictimOfStock(this.orders.judge(new RuntimeException(thrown), Detector.START));
		assertVictimOfStock(this.shop.judge(thrown, Detector.WORKER));
	}

	@Test
	void whatComponentSaysOfItselfIsItsOwn() {
		Throwable thrown = new IllegalStateException();
		this.stock.judgeCall(thrown, CALLED);
		assertThat(this.orders.judge(thrown, Detector.SELF).weight()).isEqualTo(Weight.FAILURE);
	}

	@Test
	void memoryRunningOutIsOneSuspicionInTheWholeTree() {
		Throwable thrown = new OutOfMemoryError("Java heap space");
		assertThat(this.stock.judgeCall(thrown, CALLED).weight()).isEqualTo(Weight.SUSPICION);
		assertVictimOfStock(this.orders.judgeCall(thrown, CALLED));
	}

	@Test
	void callersFaultDegradesNobodyOnItsWay() {
		Throwable typed = new NoSuchElementException();
		this.stock.judgeCall(typed, CALLED);
		assertThat(this.orders.judgeCall(typed, CALLED).weight()).isEqualTo(Weight.NOTHING);
		Throwable ignored = new IllegalStateException();
		Detection ignoring = new Detection(new DetectionSettings("stock", List.of(),
				List.of(IllegalStateException.class), 1, OnSuspicion.RESTART, null), new BuiltInClassifier(),
				this.blame, this.clock::get);
		ignoring.judgeCall(ignored, CALLED);
		assertThat(this.orders.judgeCall(new RuntimeException(ignored), CALLED).weight()).isEqualTo(Weight.NOTHING);
	}

	@Test
	void callersFaultEndsTheWorkerThatIsTheCaller() {
		Throwable thrown = new NoSuchElementException();
		this.stock.judgeCall(thrown, CALLED);
		assertThat(this.orders.judge(thrown, Detector.WORKER).weight()).isEqualTo(Weight.FAILURE);
	}

	@Test
	void victimIsFoundOnAnotherThread() throws Exception {
		Throwable thrown = new IllegalStateException();
		Future<?> called = this.threads.submit(() -> {
			this.stock.judgeCall(thrown, CALLED);
			throw (Exception) thrown;
		});
		Throwable seen = catchThrowable(() -> called.get(10, TimeUnit.SECONDS));
		assertThat(seen).isInstanceOf(ExecutionException.class);
		assertVictimOfStock(this.orders.judgeCall(seen, CALLED));
	}

	@Test
	void victimIsFoundBehindCompletableFuture() {
		CompletableFuture<Void> called = CompletableFuture.runAsync(() -> {
			IllegalStateException thrown = new IllegalStateException();
			this.stock.judgeCall(thrown, CALLED);
			throw thrown;
		}, this.threads);
		Throwable seen = catchThrowable(called::join);
		assertThat(seen).isInstanceOf(CompletionException.class);
		assertVictimOfStock(this.orders.judgeCall(seen, CALLED));
	}

	@Test
	void equalThrowablesAreNotTheSame() {
		this.stock.judgeCall(new AlwaysEqual(), CALLED);
		assertThat(this.orders.judgeCall(new AlwaysEqual(), CALLED).weight()).isEqualTo(Weight.COUNTED);
	}

	@Test
	void sharedThrowableIsBlamedPerThreadAndForAMoment() throws Exception {
		Throwable shared = new Shared();
		this.stock.judgeCall(shared, CALLED);
		assertVictimOfStock(this.orders.judgeCall(shared, CALLED));
		Weight elsewhere = this.threads.submit(() -> this.shop.judgeCall(shared, CALLED).weight())
			.get(10, TimeUnit.SECONDS);
		assertThat(elsewhere).isEqualTo(Weight.COUNTED);
		this.stock.judgeCall(shared, CALLED);
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
		assertThat(this.orders.judgeCall(shared, CALLED).weight()).isEqualTo(Weight.COUNTED);
	}

	@Test
	void entriesEndWithTheirThrowables() {
		Throwable kept = new IllegalStateException(new IllegalArgumentException());
		this.stock.judgeCall(kept, CALLED);
		for (int i = 0; i < 1000; i++) {
			this.stock.judgeCall(new IllegalStateException(new IllegalArgumentException()), CALLED);
		}
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(this.blame.size()).isEqualTo(2);
		});
		assertVictimOfStock(this.orders.judgeCall(kept, CALLED));
	}

	@Test
	void oneOfManyComponentsIsBlamedForManyThrowables() throws Exception {
		List<Throwable> thrown = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			thrown.add(new IllegalStateException("number " + i));
		}
		thrown.forEach((each) -> this.stock.judgeCall(each, CALLED));
		CountDownLatch go = new CountDownLatch(2);
		Future<Long> other = this.threads.submit(() -> victims(this.orders, thrown, go));
		assertThat(victims(this.shop, thrown, go)).isEqualTo(500);
		assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(500);
	}

	private static long victims(Detection detection, List<Throwable> thrown, CountDownLatch go) throws Exception {
		go.countDown();
		go.await();
		return thrown.stream()
			.map((each) -> detection.judgeCall(each, CALLED))
			.filter((verdict) -> "component:stock".equals(verdict.dependency()))
			.count();
	}

	private static void assertVictimOfStock(Verdict verdict) {
		assertThat(verdict.weight()).isEqualTo(Weight.DEPENDENCY);
		assertThat(verdict.dependency()).isEqualTo("component:stock");
	}

	private Detection detection(String component) {
		return new Detection(DetectionSettings.of(component), new BuiltInClassifier(), this.blame, this.clock::get);
	}

	static final class AlwaysEqual extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public boolean equals(Object other) {
			return other instanceof AlwaysEqual;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	/** As the JVM throws them from hot code. */
	static final class Shared extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Shared() {
			super(null, null, false, false);
		}

	}

}
