package io.supervision.bean;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.ComponentUnavailableException;
import io.supervision.bean.elsewhere.Handler;
import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class FollowedFutureTests {

	private final FollowedFixture fixture = new FollowedFixture();

	private final CallGate gate = this.fixture.gate;

	private final Loader proxy = Gates.proxy(this.gate, Loader.class);

	private final Loader loader = new Loader();

	@Test
	void futureIsInFlightUntilItCompletes() {
		this.fixture.open(this.loader);
		CompletableFuture<String> result = this.proxy.load(1L << 40, 2, "x");
		assertThat(this.gate.inFlight()).isOne();
		assertThat(this.fixture.ends).isEmpty();
		this.loader.pending.complete("loaded");
		assertThat(this.gate.inFlight()).isZero();
		assertThat(result).isCompletedWithValue("loaded");
		assertThat(this.fixture.ends).containsExactly("succeeded");
		assertThat(this.loader.arguments).containsExactly(1L << 40, 2, "x");
	}

	@Test
	void failureIsJudgedLikeAThrowAndUnwrapped() {
		this.fixture.open(this.loader);
		CompletionStage<Integer> result = this.proxy.length();
		IllegalStateException failure = new IllegalStateException("broken");
		this.loader.pending.completeExceptionally(failure);
		assertThat(this.fixture.thrown).containsExactly(failure);
		assertThat(this.gate.inFlight()).isZero();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result.toCompletableFuture()::get)
			.withCause(failure);
	}

	@Test
	void callersSeeTheVeryThrowableOfTheComponent() {
		this.fixture.open(this.loader);
		CompletableFuture<String> result = this.proxy.load(0, 0, "");
		IllegalStateException failure = new IllegalStateException("broken");
		List<Throwable> seen = new ArrayList<>();
		var unused = result.whenComplete((value, thrown) -> seen.add(thrown));
		this.loader.pending.completeExceptionally(failure);
		assertThat(seen).containsExactly(failure);
	}

	@Test
	void whatCallersHangOnItRunsWhenTheCallIsOver() {
		this.fixture.open(this.loader);
		List<Long> inFlight = new ArrayList<>();
		var unused = this.proxy.load(0, 0, "").thenRun(() -> inFlight.add(this.gate.inFlight()));
		this.loader.pending.complete("");
		assertThat(inFlight).containsExactly(0L);
	}

	@Test
	void whatTheCallerDoesReachesTheComponentsOwn() {
		this.fixture.open(this.loader);
		assertThat(this.proxy.load(0, 0, "").cancel(true)).isTrue();
		assertThat(this.loader.pending).isCancelled();
		assertThat(this.fixture.thrown).singleElement().isInstanceOf(CancellationException.class);
		assertThat(this.gate.inFlight()).isZero();

		this.loader.pending = new CompletableFuture<>();
		CompletableFuture<String> result = this.proxy.load(0, 0, "");
		assertThat(result.complete("by hand")).isTrue();
		assertThat(this.loader.pending).isCompletedWithValue("by hand");
		assertThat(result).isCompletedWithValue("by hand");

		this.loader.pending = new CompletableFuture<>();
		result = this.proxy.load(0, 0, "").orTimeout(1, TimeUnit.NANOSECONDS);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join);
		assertThat(this.loader.pending).isCompletedExceptionally();
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void futureThatIsOverIsTheComponentsOwn() {
		this.fixture.open(this.loader);
		this.loader.pending.complete("loaded");
		assertThat(this.proxy.load(0, 0, "")).isSameAs(this.loader.pending);
		assertThat(this.fixture.ends).containsExactly("succeeded");
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void stageOfATypeOfTheComponentsIsItsOwnAndFollowed() {
		this.fixture.open(this.loader);
		Ticket ticket = this.proxy.ticket();
		assertThat(ticket).isSameAs(this.loader.ticket);
		assertThat(this.gate.inFlight()).isOne();
		ticket.completeExceptionally(new IOException());
		assertThat(this.gate.inFlight()).isZero();
		assertThat(this.fixture.thrown).singleElement().isInstanceOf(IOException.class);
	}

	@Test
	void methodItselfMayThrowOrReturnNull() {
		this.fixture.open(this.loader);
		this.loader.pending = null;
		assertThat(this.proxy.load(0, 0, "")).isNull();
		assertThat(this.fixture.ends).containsExactly("succeeded");
		assertThatIllegalStateException().isThrownBy(this.proxy::refused);
		assertThat(this.fixture.ends).containsExactly("succeeded", "threw");
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void bridgeIsFollowedLikeWhatItLeadsTo() {
		this.fixture.open(this.loader);
		Source<?> bridged = this.proxy;
		Object result = bridged.read();
		assertThat(this.gate.inFlight()).isOne();
		this.loader.pending.complete("read");
		assertThat((CompletableFuture<?>) result).isDone();
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void protectedMethodOfAnotherPackageIsFollowed() {
		Later later = new Later();
		Later through = Gates.proxy(this.gate, Later.class);
		this.fixture.open(later);
		CompletableFuture<String> result = new Later().askLater(through, 1L << 40, 2);
		assertThat(this.gate.inFlight()).isOne();
		later.pending.complete("asked");
		assertThat(result).isCompletedWithValue("asked" + (1L << 40) + 2);
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void drainWaitsForTheEnd() throws Exception {
		this.fixture.open(this.loader);
		var unused = this.proxy.load(0, 0, "");
		this.fixture.fence();
		assertThat(this.fixture.drained()).isFalse();
		this.loader.pending.complete("");
		assertThat(this.fixture.drained()).isTrue();
	}

	@Test
	void callDuringAnOutageEndsOnTheNextGenerationAndHoldsNobodyUp() {
		this.fixture.open(new Loader());
		this.fixture.fence();
		CompletableFuture<String> result = this.proxy.load(7, 2, "x");
		CompletionStage<Integer> length = this.proxy.length();
		assertThat(result).isNotDone();
		assertThat(this.gate.waited()).isEqualTo(2);
		this.fixture.open(this.loader);
		assertThat(result).isNotDone();
		assertThat(this.gate.inFlight()).isEqualTo(2);
		assertThat(this.loader.arguments).containsExactly(7L, 2, "x");
		this.loader.pending.complete("second");
		assertThat(result).isCompletedWithValue("second");
		assertThat(length.toCompletableFuture()).isCompletedWithValue(6);
		assertThat(this.gate.inFlight()).isZero();
		assertThat(this.fixture.timers).isEmpty();
	}

	@Test
	void callDuringAnOutageThatBecomesTooOldFails() {
		this.fixture.open(new Loader());
		this.fixture.fence();
		CompletableFuture<String> result = this.proxy.load(0, 0, "");
		this.fixture.runOutOfPatience();
		assertThat(result).isCompletedExceptionally();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
			.withCauseInstanceOf(ComponentUnavailableException.class)
			.withMessageContaining("down for longer than its wait timeout of '500ms'");
		assertThat(this.proxy.load(0, 0, "")).isCompletedExceptionally();
		assertThat(this.gate.rejected()).isEqualTo(2);
		assertThat(this.gate.waited()).isOne();
		assertThat(this.fixture.timers).isEmpty();
	}

	@Test
	void callFailsAtOnceWhereTheComponentIsDownForGood() {
		this.gate.became(new Child.Transition(ChildState.ISOLATED, 0, null));
		assertThat(this.proxy.load(0, 0, "")).isCompletedExceptionally();
		assertThat(this.proxy.length().toCompletableFuture()).isCompletedExceptionally();
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::ticket);
	}

	@Test
	void callThatIsCancelledWhileItWaitsIsNotMade() {
		this.fixture.open(new Loader());
		this.fixture.fence();
		assertThat(this.proxy.load(0, 0, "").cancel(false)).isTrue();
		assertThat(this.fixture.timers).isEmpty();
		this.fixture.open(this.loader);
		assertThat(this.loader.arguments).isEmpty();
	}

	@Test
	void cancelAfterTheWaitReachesTheComponentsOwn() {
		this.fixture.open(new Loader());
		this.fixture.fence();
		CompletableFuture<String> result = this.proxy.load(0, 0, "");
		this.fixture.open(this.loader);
		result.cancel(true);
		assertThat(this.loader.pending).isCancelled();
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void whatTheMethodThrowsAfterTheWaitFailsTheResult() {
		this.fixture.open(new Loader());
		this.fixture.fence();
		CompletableFuture<String> result = this.proxy.refused();
		this.fixture.open(this.loader);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(this.fixture.ends).containsExactly("threw");
	}

	@Test
	void threadThatMustNotBlockGetsADelayedOne() throws Exception {
		this.fixture.open(new Loader());
		this.fixture.fence();
		Scheduler events = Schedulers.newParallel("events", 1);
		try {
			CompletableFuture<CompletableFuture<String>> called = new CompletableFuture<>();
			events.schedule(() -> called.complete(this.proxy.load(0, 0, "")));
			CompletableFuture<String> result = called.get(30, TimeUnit.SECONDS);
			assertThat(result).isNotDone();
			assertThat(this.gate.waited()).isOne();
			this.fixture.runOutOfPatience();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
				.withCauseInstanceOf(ComponentUnavailableException.class)
				.withMessageContaining("down for longer than its wait timeout of '500ms'");
		}
		finally {
			events.dispose();
		}
	}

	@Test
	void threadThatMustNotBlockGetsAFailedOneBeforeTheFirstStart() throws Exception {
		Scheduler events = Schedulers.newParallel("events", 1);
		try {
			CompletableFuture<CompletableFuture<String>> called = new CompletableFuture<>();
			events.schedule(() -> called.complete(this.proxy.load(0, 0, "")));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(called.get(30, TimeUnit.SECONDS)::join)
				.withCauseInstanceOf(ComponentUnavailableException.class)
				.withMessageContaining("must not block");
		}
		finally {
			events.dispose();
		}
	}

	@Test
	void beforeTheFirstStartTheCallerIsHeldUp() throws Exception {
		CompletableFuture<CompletableFuture<String>> result = new CompletableFuture<>();
		new Thread(() -> result.complete(this.proxy.load(0, 0, ""))).start();
		Awaitility.await().until(() -> this.gate.waited() == 1);
		assertThat(result).isNotDone();
		this.fixture.open(this.loader);
		this.loader.pending.complete("first");
		assertThat(result.get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS)).isEqualTo("first");
	}

	@Test
	void innermostComponentIsBlamedForWhatPassesThroughSeveral() {
		Blame blame = new Blame();
		CallGate outerGate = Gates.gate("orders");
		RecordingLink inner = new RecordingLink();
		RecordingLink outer = new RecordingLink();
		Gates.open(this.gate, this.loader, detection("priceFeed", blame).watch(inner, methods(Loader.class)));
		Gates.open(outerGate, new Orders(this.proxy), detection("orders", blame).watch(outer, methods(Orders.class)));
		CompletableFuture<Integer> order = Gates.proxy(outerGate, Orders.class).order();
		this.loader.pending.completeExceptionally(new IllegalArgumentException("corrupt"));
		assertThat(order).isCompletedExceptionally();
		assertThat(inner.suspicions).extracting(Fault::classification).containsExactly(Classification.COMPONENT);
		assertThat(outer.suspicions).extracting(Fault::classification).containsExactly(Classification.DEPENDENCY);
	}

	private static Detection detection(String component, Blame blame) {
		DetectionSettings settings = new DetectionSettings(component, List.of(), List.of(), 1,
				DetectionSettings.of(component).onSuspicion(), null);
		return new Detection(settings, new BuiltInClassifier(), blame, System::nanoTime);
	}

	private static Method[] methods(Class<?> type) {
		return ProxyClass.of("x", type).methods();
	}

	interface Source<T> {

		T read();

	}

	static class Ticket extends CompletableFuture<String> {

	}

	static class Loader implements Source<CompletableFuture<String>> {

		private final List<Object> arguments = new ArrayList<>();

		private final Ticket ticket = new Ticket();

		private CompletableFuture<String> pending = new CompletableFuture<>();

		public CompletableFuture<String> load(long a, int b, String c) {
			this.arguments.addAll(List.of(a, b, c));
			return this.pending;
		}

		public CompletionStage<Integer> length() {
			return this.pending.thenApply(String::length);
		}

		Ticket ticket() {
			return this.ticket;
		}

		public CompletableFuture<String> refused() {
			throw new IllegalStateException("refused");
		}

		@Override
		public CompletableFuture<String> read() {
			return this.pending;
		}

	}

	static class Orders {

		private final Loader loader;

		private final AtomicInteger orders = new AtomicInteger();

		Orders(Loader loader) {
			this.loader = loader;
		}

		public CompletableFuture<Integer> order() {
			return this.loader.load(0, 0, "").thenApply((loaded) -> this.orders.incrementAndGet());
		}

	}

	static class Later extends Handler {

		private final CompletableFuture<String> pending = new CompletableFuture<>();

		@Override
		protected String handle(long a, int b) {
			return "";
		}

		@Override
		protected CompletableFuture<String> handleLater(long a, int b) {
			return this.pending.thenApply((text) -> text + a + b);
		}

	}

}
