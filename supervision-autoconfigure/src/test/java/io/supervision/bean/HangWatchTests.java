package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.detect.GenerationOutcomes;
import io.supervision.detect.HandTime;
import io.supervision.detect.HangWatchdog;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real calls on real threads, and a watchdog whose time is turned by hand.
 */
@Timeout(120)
class HangWatchTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Blame BLAME = new Blame();

	private final HandTime time = new HandTime();

	private final CallGate feedGate = Gates.gate("feed");

	private final CallGate stockGate = Gates.gate("stock");

	private final Feed feed = Gates.proxy(this.feedGate, Feed.class);

	private final Stock stock = Gates.proxy(this.stockGate, Stock.class);

	private final HangWatchdog watchdog = new HangWatchdog(this.time, this.time,
			Callers.frames(Map.of(this.feed.getClass().getName(), "feed", this.stock.getClass().getName(), "stock")));

	private final ExecutorService callers = Executors.newCachedThreadPool();

	private final CountDownLatch over = new CountDownLatch(1);

	/** How many calls have got as far as to the component. */
	private final AtomicInteger entered = new AtomicInteger();

	private final CompletableFuture<Thread> waiting = new CompletableFuture<>();

	@AfterEach
	void endCallers() {
		this.over.countDown();
		this.callers.shutdownNow();
	}

	@Test
	void stackOfTheStuckThreadIsTheCause() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		hang(() -> this.feed.call(this::waitForEver));
		Thread stuck = this.waiting.get(30, TimeUnit.SECONDS);
		Awaitility.await().until(stuck::getState, Thread.State.WAITING::equals);
		this.time.pass(3000);
		assertThat(generation.link.suspicions).isEmpty();
		assertThat(generation.link.exits).singleElement().satisfies((exit) -> {
			Fault fault = ((ExitReason.Failure) exit).fault();
			assertThat(fault.cause()).hasMessageContaining("on thread '" + stuck.getName() + "'");
			assertThat(Stream.of(fault.cause().getStackTrace()).map(StackTraceElement::getMethodName)).contains("await",
					"waitForEver", "call");
			assertThat(fault.dump()).contains("waitForEver");
		});
		assertThat(generation.calls.hangs()).isTrue();
	}

	@Test
	void oneHungCallOfManyIsASuspicionAndItsThreadIsFoundAmongTheBusy() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		hang(() -> this.feed.call(this::waitForEver));
		List<Future<?>> busy = Stream.generate(() -> this.callers.submit(this::callUntilOver))
			.limit(3)
			.<Future<?>>map((future) -> future)
			.toList();
		Awaitility.await().until(() -> generation.calls.endedNormally() > 100);
		for (int i = 0; i < 300 && generation.link.suspicions.isEmpty(); i++) {
			long ended = generation.calls.endedNormally();
			Awaitility.await().until(() -> generation.calls.endedNormally() > ended);
			this.time.pass(50);
		}
		assertThat(generation.link.exits).isEmpty();
		assertThat(generation.link.suspicions).singleElement()
			.satisfies((
					fault) -> assertThat(Stream.of(fault.cause().getStackTrace()).map(StackTraceElement::getMethodName))
						.contains("waitForEver"));
		this.over.countDown();
		for (Future<?> caller : busy) {
			caller.get(30, TimeUnit.SECONDS);
		}
	}

	@Test
	void callThatWaitsInsideAnotherComponentIsThatOnesFault() throws Exception {
		Generation outer = open(this.feedGate, new Feed(this.entered));
		Generation inner = open(this.stockGate, new Stock(this.entered));
		hang(2, () -> this.feed.call(() -> this.stock.call(this::waitForEver)));
		this.time.pass(3000);
		assertThat(inner.link.exits).hasSize(1);
		assertThat(outer.link.exits).isEmpty();
		assertThat(outer.link.suspicions).singleElement().satisfies((fault) -> {
			assertThat(fault.classification()).isEqualTo(Classification.DEPENDENCY);
			assertThat(fault.cause()).hasMessageStartingWith("component:stock is waited for");
		});
		outer.calls.fence();
		assertThat(outer.calls.drain(Duration.ZERO)).as("it is not waited for").isTrue();
		outer.calls.unfence();
		assertThat(this.feed.call(() -> "works")).isEqualTo("works");
		assertThat(outer.link.all).endsWith("recovered");
	}

	@Test
	void callThatWaitsForAnotherComponentToStartIsThatOnesFault() throws Exception {
		Generation outer = open(this.feedGate, new Feed(this.entered));
		hang(() -> this.feed.call(() -> this.stock.call(() -> "started")));
		Awaitility.await().until(() -> this.stockGate.waited() == 1);
		this.time.pass(3000);
		assertThat(outer.link.exits).isEmpty();
		assertThat(outer.link.suspicions).extracting(Fault::classification).containsExactly(Classification.DEPENDENCY);
		open(this.stockGate, new Stock(this.entered));
	}

	@Test
	void callsThatWaitOutsideAreNoHang() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		generation.fence();
		this.feedGate.became(new Child.Transition(ChildState.STARTING, 0, null));
		Future<Object> waiting = this.callers.submit(() -> this.feed.call(() -> "served"));
		Awaitility.await().until(() -> this.feedGate.waited() == 1);
		Generation next = open(this.feedGate, new Feed(this.entered));
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("served");
		this.time.pass(10_000);
		assertThat(generation.link.all).isEmpty();
		assertThat(next.link.all).isEmpty();
	}

	@Test
	void intendedStopIsNoHang() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		hang(() -> this.feed.call(this::waitForEver));
		this.time.pass(1200);
		generation.fence();
		this.time.pass(60_000);
		assertThat(generation.link.all).isEmpty();
		assertThat(generation.calls.drain(Duration.ZERO)).as("left to come to an end").isFalse();
	}

	@Test
	void callThatIsCalledOffGoesOnWithAllItsTime() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		hang(() -> this.feed.call(this::waitForEver));
		this.time.pass(1200);
		generation.fence();
		generation.unfence();
		this.time.pass(900);
		assertThat(generation.link.all).isEmpty();
		this.time.pass(3000);
		assertThat(generation.link.exits).hasSize(1);
	}

	@Test
	void hungCallIsNotWaitedForAndItsLateResultChangesNothing() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		Future<?> hung = hang(() -> this.feed.call(this::waitForEver));
		this.time.pass(3000);
		long ended = generation.calls.endedNormally();
		generation.outcomes.waiting(new IllegalStateException("troubled"));
		int told = generation.link.all.size();
		this.over.countDown();
		assertThat(hung.get(30, TimeUnit.SECONDS)).isEqualTo("over");
		assertThat(generation.calls.endedNormally()).isEqualTo(ended);
		assertThat(generation.link.all).as("no recovery").hasSize(told);
		assertThat(this.feed.call(() -> "next")).isEqualTo("next");
		assertThat(generation.link.all).endsWith("recovered");
	}

	@Test
	void lateExceptionsCountForNothingAndAreNobodyElsesFault() throws Exception {
		Generation outer = open(this.stockGate, new Stock(this.entered));
		Generation generation = open(this.feedGate, new Feed(this.entered));
		for (int i = 0; i < 5; i++) {
			CountDownLatch interrupted = new CountDownLatch(1);
			Future<?> hung = hang(2, () -> this.stock.call(() -> this.feed.call(() -> {
				interrupted.await();
				throw new IllegalStateException("too late");
			})));
			this.time.pass(3000);
			interrupted.countDown();
			assertThat(hung).failsWithin(Duration.ofSeconds(30));
		}
		assertThat(generation.link.exits).hasSize(5);
		assertThat(generation.link.suspicions).isEmpty();
		assertThat(outer.link.suspicions).isNotEmpty()
			.allSatisfy((fault) -> assertThat(fault.classification()).isEqualTo(Classification.DEPENDENCY));
	}

	@Test
	void drainGoesByTheOtherCalls() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		hang(() -> this.feed.call(this::waitForEver));
		this.time.pass(3000);
		CountDownLatch returns = new CountDownLatch(1);
		Future<?> other = hang(() -> this.feed.call(() -> {
			returns.await();
			return "returned";
		}));
		generation.fence();
		assertThat(generation.calls.drain(Duration.ZERO)).isFalse();
		returns.countDown();
		other.get(30, TimeUnit.SECONDS);
		assertThat(generation.calls.drain(Duration.ofSeconds(30))).isTrue();
		assertThat(generation.calls.awaitEnd(Duration.ZERO)).isFalse();
		assertThat(generation.calls.inFlight()).isEqualTo(1);
		this.over.countDown();
		assertThat(generation.calls.awaitEnd(Duration.ofSeconds(30))).isTrue();
	}

	@Test
	void interruptEndsTheCallAndDoesNotReachTheCaller() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		CompletableFuture<Boolean> leaked = new CompletableFuture<>();
		hang(() -> {
			this.feed.call(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					Thread.onSpinWait();
				}
				return "gave up";
			});
			return leaked.complete(Thread.currentThread().isInterrupted());
		});
		this.time.pass(3000);
		generation.fence();
		generation.calls.interruptCallers();
		assertThat(leaked.get(30, TimeUnit.SECONDS)).isFalse();
		assertThat(generation.calls.awaitEnd(Duration.ofSeconds(30))).isTrue();
	}

	@Test
	void interruptIsKeptUntilTheOutermostCallIsLeft() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		CompletableFuture<Boolean> inside = new CompletableFuture<>();
		CompletableFuture<Boolean> leaked = new CompletableFuture<>();
		hang(2, () -> {
			this.feed.call(() -> {
				this.feed.call(() -> {
					while (!Thread.currentThread().isInterrupted()) {
						Thread.onSpinWait();
					}
					return "inner";
				});
				return inside.complete(Thread.currentThread().isInterrupted());
			});
			return leaked.complete(Thread.currentThread().isInterrupted());
		});
		this.time.pass(3000);
		generation.fence();
		generation.calls.interruptCallers();
		assertThat(inside.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(leaked.get(30, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void interruptOfSomebodyElseReachesTheCaller() throws Exception {
		Generation generation = open(this.feedGate, new Feed(this.entered));
		CompletableFuture<Thread> caller = new CompletableFuture<>();
		CompletableFuture<Boolean> kept = new CompletableFuture<>();
		hang(() -> {
			this.feed.call(() -> {
				caller.complete(Thread.currentThread());
				while (this.over.getCount() > 0) {
					Thread.onSpinWait();
				}
				return "ignores it";
			});
			return kept.complete(Thread.currentThread().isInterrupted());
		});
		this.time.pass(3000);
		caller.get(30, TimeUnit.SECONDS).interrupt();
		generation.fence();
		generation.calls.interruptCallers();
		this.over.countDown();
		assertThat(kept.get(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void threadsOfOlderGenerationsAreNotTakenForTheNewOnes() throws Exception {
		Generation[] generations = new Generation[4];
		for (int i = 0; i < generations.length; i++) {
			String thread = "caller-" + i;
			generations[i] = open(this.feedGate, new Feed(this.entered));
			hangOn(thread);
			this.time.pass(3000);
			assertThat(generations[i].link.exits).as("generation %s", i)
				.singleElement()
				.satisfies((exit) -> assertThat(((ExitReason.Failure) exit).fault().cause())
					.hasMessageContaining("on thread '" + thread + "'"));
			generations[i].fence();
			generations[i].calls.interruptCallers();
		}
		this.over.countDown();
		for (Generation generation : generations) {
			assertThat(generation.calls.awaitEnd(Duration.ofSeconds(30))).isTrue();
		}
	}

	@Test
	void threadThatWentOnToTheNextGenerationIsNotInterrupted() throws Exception {
		Generation old = open(this.feedGate, new Feed(this.entered));
		hangOn("caller-old");
		this.time.pass(3000);
		Generation next = open(this.feedGate, new Feed(this.entered));
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		CountDownLatch returns = new CountDownLatch(1);
		hang(() -> this.feed.call(() -> {
			returns.await();
			return interrupted.complete(Thread.currentThread().isInterrupted());
		}));
		old.fence();
		old.calls.interruptCallers();
		returns.countDown();
		assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
		Awaitility.await().until(() -> next.calls.inFlight() == 0);
		this.over.countDown();
		assertThat(old.calls.awaitEnd(Duration.ofSeconds(30))).isTrue();
	}

	private Generation open(CallGate gate, Object target) {
		Generation generation = new Generation(gate);
		generation.calls.bind(target);
		gate.open(generation.calls);
		generation.watch.begin();
		return generation;
	}

	private <T> Future<T> hang(Callable<T> call) {
		return hang(1, call);
	}

	private <T> Future<T> hang(int levels, Callable<T> call) {
		int before = this.entered.get();
		Future<T> hung = this.callers.submit(call);
		Awaitility.await().until(() -> this.entered.get() >= before + levels);
		return hung;
	}

	private void hangOn(String name) {
		int before = this.entered.get();
		new Thread(() -> {
			try {
				this.feed.call(() -> {
					while (this.over.getCount() > 0) {
						Thread.interrupted();
						Thread.onSpinWait();
					}
					return null;
				});
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}, name).start();
		Awaitility.await().until(() -> this.entered.get() > before);
	}

	private String waitForEver() throws InterruptedException {
		this.waiting.complete(Thread.currentThread());
		this.over.await();
		return "over";
	}

	private void callUntilOver() {
		while (this.over.getCount() > 0) {
			try {
				this.feed.call(() -> {
					Thread.onSpinWait();
					return null;
				});
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/** A generation without a supervisor. */
	private final class Generation {

		private final RecordingLink link = new RecordingLink();

		private final GenerationOutcomes outcomes;

		private final GenerationCalls calls;

		private final HangWatch watch;

		Generation(CallGate gate) {
			Detection detection = new Detection(DetectionSettings.of(gate.component()), new BuiltInClassifier(), BLAME,
					System::nanoTime);
			this.outcomes = detection.watch(this.link, gate.proxy().methods());
			this.calls = gate.begin(Gates.NOBODY, this.outcomes);
			this.watch = new HangWatch(HangWatchTests.this.watchdog, TIMEOUT, this.calls, this.outcomes, this.link);
		}

		void fence() {
			this.calls.fence();
			this.watch.end();
		}

		void unfence() {
			this.calls.unfence();
			this.watch.begin();
		}

	}

	static class Feed {

		private final AtomicInteger entered;

		Feed(AtomicInteger entered) {
			this.entered = entered;
		}

		public <T> T call(Callable<T> body) throws Exception {
			this.entered.incrementAndGet();
			return body.call();
		}

	}

	static class Stock {

		private final AtomicInteger entered;

		Stock(AtomicInteger entered) {
			this.entered = entered;
		}

		public <T> T call(Callable<T> body) throws Exception {
			this.entered.incrementAndGet();
			return body.call();
		}

	}

}
