package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.NonBlocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(120)
class CallGateTests {

	private static final long OUTAGE = TimeUnit.HOURS.toNanos(1);

	private final AtomicLong now = new AtomicLong(OUTAGE);

	private final List<String> demanded = new ArrayList<>();

	private CompletionStage<Void> demand = new CompletableFuture<>();

	private final TreeWaits waits = new TreeWaits(Ties.NONE);

	private final CallGate gate = gate("priceFeed");

	private final Feed proxy = Gates.proxy(this.gate, Feed.class);

	private final ExecutorService callers = Executors.newCachedThreadPool();

	private CallGate gate(String component) {
		return new CallGate(component,
				new WaitRules(Duration.ofMillis(500), Duration.ofSeconds(30), this::demand, this.waits, this.now::get));
	}

	private CompletionStage<Void> demand(String component) {
		this.demanded.add(component);
		return this.demand;
	}

	@AfterEach
	void endCallers() {
		this.callers.shutdownNow();
	}

	@Test
	void callWaitsForTheNextGeneration() throws Exception {
		restarting();
		Future<String> call = waitingCall();
		Gates.open(this.gate, new Feed("next"));
		assertThat(answer(call)).isEqualTo("next");
		assertThat(this.gate.waited()).isEqualTo(1);
		assertThat(this.gate.rejected()).isZero();
	}

	@Test
	void callIsNotWokenByWhatItDoesNotWaitFor() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		CallGate counted = new CallGate("priceFeed", new WaitRules(Duration.ofMillis(500), Duration.ofSeconds(30),
				this::demand, this.waits, () -> OUTAGE + looks.getAndIncrement()));
		Feed feed = Gates.proxy(counted, Feed.class);
		GenerationCalls old = Gates.open(counted, new Feed("old"));
		old.fence();
		counted.became(new Child.Transition(ChildState.RESTARTING, OUTAGE, null));
		CompletableFuture<String> answer = new CompletableFuture<>();
		Thread caller = new Thread(() -> answer.complete(feed.name()));
		caller.start();
		awaitParked(caller);
		int before = looks.get();
		counted.became(new Child.Transition(ChildState.RESTARTING, OUTAGE, OUTAGE + 1));
		awaitParked(caller);
		old.ended();
		awaitParked(caller);
		GenerationCalls next = counted.begin(Gates.NOBODY, Gates.INDIFFERENT);
		next.bind(new Feed("next"));
		awaitParked(caller);
		counted.open(next);
		assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(looks.get() - before).isZero();
	}

	private static void awaitParked(Thread thread) {
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
	}

	@Test
	void callThatFindsAGenerationDoesNotWait() {
		Gates.open(this.gate, new Feed("here"));
		assertThat(this.proxy.name()).isEqualTo("here");
		assertThat(this.gate.waited()).isZero();
	}

	@Test
	void deadlineBelongsToTheOutageAndNotToTheCall() throws Exception {
		restarting();
		advance(400);
		Future<String> call = waitingCall();
		advance(99);
		assertThat(call).isNotDone();
		advance(1);
		assertUnavailable(call, ChildState.RESTARTING, "Component 'priceFeed' is RESTARTING and cannot be called: "
				+ "it is down for longer than its wait timeout of '500ms'");
		assertUnavailable(this.callers.submit(this.proxy::name), ChildState.RESTARTING, "is down for longer");
		assertThat(this.gate.waited()).as("the second call does not wait").isEqualTo(1);
		assertThat(this.gate.rejected()).isEqualTo(2);
	}

	@Test
	void nextOutageDoesNotProlongTheWait() throws Exception {
		restarting();
		Future<String> call = waitingCall();
		advance(300);
		this.gate.became(new Child.Transition(ChildState.RESTARTING, this.now.get(), null));
		advance(200);
		assertUnavailable(call, ChildState.RESTARTING, "is down for longer");
	}

	@Test
	void callWaitsBehindAFenceOfWhichTheNewsHasNotArrived() throws Exception {
		GenerationCalls calls = Gates.open(this.gate, new Feed("old"));
		this.gate.became(new Child.Transition(ChildState.RUNNING, 0, null));
		calls.fence();
		advance(499);
		Future<String> call = waitingCall();
		advance(1);
		assertUnavailable(call, ChildState.RESTARTING, "is down for longer");
	}

	@Test
	void callWaitsWhileTheNewsOfTheOpenGenerationIsAheadOfIt() throws Exception {
		this.gate.became(new Child.Transition(ChildState.RUNNING, 0, null));
		Future<String> call = waitingCall();
		Gates.open(this.gate, new Feed("next"));
		assertThat(answer(call)).isEqualTo("next");
	}

	@Test
	void waitingCallEntersWhenTheFenceGoesDownAgain() throws Exception {
		GenerationCalls calls = Gates.open(this.gate, new Feed("old"));
		calls.fence();
		this.gate.became(new Child.Transition(ChildState.RESTARTING, OUTAGE, null));
		Future<String> call = waitingCall();
		calls.unfence();
		assertThat(answer(call)).isEqualTo("old");
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPING", "STOPPED", "ISOLATED" })
	void callFailsAtOnceWhereNobodyIsGoingToStartTheComponent(ChildState state) {
		this.gate.became(new Child.Transition(state, OUTAGE, OUTAGE + TimeUnit.SECONDS.toNanos(240)));
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
			.withMessage("Component 'priceFeed' is " + state + " and cannot be called: it is not going to run soon")
			.satisfies((ex) -> {
				assertThat(ex.getComponent()).isEqualTo("priceFeed");
				assertThat(ex.getState()).isEqualTo(state);
				assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofMinutes(4));
			});
		assertThat(this.gate.waited()).isZero();
		assertThat(this.gate.rejected()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPING", "STOPPED", "ISOLATED" })
	void waitingCallFailsWhenTheWaitHasBecomePointless(ChildState state) throws Exception {
		restarting();
		Future<String> call = waitingCall();
		this.gate.became(new Child.Transition(state, OUTAGE, null));
		assertUnavailable(call, state, "not going to run soon");
	}

	@Test
	void generationThatServesInIsolationIsCalled() {
		this.gate.became(new Child.Transition(ChildState.ISOLATED, OUTAGE, null));
		Gates.open(this.gate, new Feed("serving"));
		assertThat(this.proxy.name()).isEqualTo("serving");
	}

	@Test
	void retryAfterIsNeverNegative() {
		this.gate.became(new Child.Transition(ChildState.RESTARTING, 0, OUTAGE - 1));
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isZero());
	}

	@Test
	void earlyCallAsksForTheStartOnceAndWaitsForTheStartTimeout() throws Exception {
		Future<String> call = waitingCall();
		advance(29_999);
		this.gate.changed();
		assertThat(call).isNotDone();
		Gates.open(this.gate, new Feed("started"));
		assertThat(answer(call)).isEqualTo("started");
		assertThat(this.demanded).containsExactly("priceFeed");
	}

	@Test
	void earlyCallEndsWithTheStartTimeout() throws Exception {
		Future<String> call = waitingCall();
		advance(30_000);
		assertUnavailable(call, ChildState.STARTING,
				"its first start takes longer than its start timeout of '30000ms'");
	}

	@Test
	void earlyCallEndsWithTheFailureOfTheStart() {
		IllegalStateException cause = new IllegalStateException("no port");
		this.demand = CompletableFuture.<Void>failedFuture(cause).thenApply((nothing) -> null);
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
			.withMessageEndingWith("its first start failed")
			.withCause(cause);
	}

	@Test
	void earlyCallEndsWhenTheStartCannotBeAskedFor() {
		this.demand = null;
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
			.withMessageEndingWith("its first start cannot be asked for");
	}

	@Test
	void startMayRunOnTheCallersThread() {
		CallGate early = new CallGate("early", new WaitRules(Duration.ZERO, Duration.ofSeconds(30), (component) -> {
			Gates.open(this.gate, new Feed("inline"));
			return CompletableFuture.completedFuture(null);
		}, this.waits, this.now::get));
		Future<?> opened = this.callers.submit(() -> Gates.open(early, new Feed("early")));
		assertThat(Gates.proxy(early, Feed.class).name()).isEqualTo("early");
		assertThat(opened).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void startsThatWaitForEachOtherAreNamedAtOnce() throws Exception {
		CallGate orders = gate("orders");
		CallGate stock = gate("stock");
		Future<String> first = this.callers.submit(() -> startCalling(orders, stock));
		Awaitility.await().until(() -> stock.waited() == 1);
		Future<String> second = this.callers.submit(() -> startCalling(stock, this.gate));
		Awaitility.await().until(() -> this.gate.waited() == 1);
		Future<String> third = this.callers.submit(() -> startCalling(this.gate, orders));
		assertUnavailable(third, ChildState.STARTING,
				"its start waits for this very call: 'priceFeed' -> 'orders' -> 'stock' -> 'priceFeed'");
		assertThat(first).isNotDone();
		Gates.open(this.gate, new Feed("priceFeed"));
		assertThat(answer(second)).isEqualTo("priceFeed");
		Gates.open(stock, new Feed("stock"));
		assertThat(answer(first)).isEqualTo("stock");
	}

	@Test
	void startThatCallsItselfFailsAtOnceBeforeThereIsAnInstance() {
		this.gate.begin(Gates.NOBODY, Gates.INDIFFERENT);
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
			.withMessageEndingWith("its start waits for this very call: 'priceFeed' -> 'priceFeed'");
	}

	@Test
	void startThatHasEndedWaitsForNothing() throws Exception {
		this.gate.begin(Gates.NOBODY, Gates.INDIFFERENT).ended();
		this.gate.became(new Child.Transition(ChildState.STOPPED, 0, null));
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
			.withMessageEndingWith("it is not going to run soon");
	}

	@Test
	void threadThatMustNotBlockFailsAtOnce() throws Exception {
		restarting();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		class EventLoop extends Thread implements NonBlocking {

			EventLoop(Runnable task) {
				super(task, "event-loop");
			}

		}
		new EventLoop(() -> {
			try {
				this.proxy.name();
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		}).start();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(ComponentUnavailableException.class)
			.hasMessageEndingWith("thread 'event-loop' must not block, so the call cannot wait");
		assertThat(this.gate.waited()).isZero();
	}

	@Test
	void interruptedCallKeepsItsInterrupt() throws Exception {
		restarting();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				this.proxy.name();
			}
			catch (ComponentUnavailableException ex) {
				interrupted
					.complete(Thread.currentThread().isInterrupted() && ex.getCause() instanceof InterruptedException);
			}
		});
		caller.start();
		Awaitility.await().until(() -> this.gate.waited() == 1);
		caller.interrupt();
		assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.gate.rejected()).isEqualTo(1);
	}

	@Test
	void callInsideACallEntersTheGenerationThatDrains() throws Exception {
		CompletableFuture<Void> fenced = new CompletableFuture<>();
		CompletableFuture<Void> inside = new CompletableFuture<>();
		GenerationCalls calls = Gates.open(this.gate, new Feed("old") {

			@Override
			public String relay(Callable<String> next) throws Exception {
				inside.complete(null);
				fenced.join();
				return next.call();
			}

		});
		Future<String> call = this.callers.submit(() -> this.proxy.relay(this.proxy::name));
		inside.get(30, TimeUnit.SECONDS);
		calls.fence();
		restarting();
		Future<String> outside = waitingCall();
		fenced.complete(null);
		assertThat(calls.drain(Duration.ofSeconds(30))).isTrue();
		assertThat(answer(call)).isEqualTo("old");
		assertThat(outside).as("came from outside").isNotDone();
		Gates.open(this.gate, new Feed("new"));
		assertThat(answer(outside)).isEqualTo("new");
	}

	@Test
	void threadOfTheGenerationThatDrainsEntersIt() throws Exception {
		Thread member = Thread.currentThread();
		GenerationCalls calls = this.gate.begin((thread) -> thread == member, Gates.INDIFFERENT);
		calls.bind(new Feed("old"));
		this.gate.open(calls);
		calls.fence();
		restarting();
		assertThat(this.proxy.name()).isEqualTo("old");
		assertThat(calls.drain(Duration.ZERO)).isTrue();
		advance(500);
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name);
	}

	@Test
	void threadOfTheGenerationThatStartsEntersItBeforeItIsOpen() throws Exception {
		GenerationCalls old = Gates.open(this.gate, new Feed("old"));
		old.fence();
		assertThat(old.drain(Duration.ZERO)).isTrue();
		restarting();
		Thread member = Thread.currentThread();
		GenerationCalls next = this.gate.begin((thread) -> thread == member, Gates.INDIFFERENT);
		next.bind(new Feed("next"));
		assertThat(this.proxy.name()).isEqualTo("next");
		Future<String> outside = waitingCall();
		assertThat(outside).isNotDone();
		this.gate.open(next);
		assertThat(answer(outside)).isEqualTo("next");
		old.ended();
		assertThat(this.proxy.name()).as("the old generation ends late").isEqualTo("next");
	}

	@Test
	void threadOfTheGenerationThatStartsWaitsForTheInstance() throws Exception {
		GenerationCalls next = this.gate.begin((thread) -> true, Gates.INDIFFERENT);
		Future<String> call = waitingCall();
		next.bind(new Feed("next"));
		assertThat(answer(call)).isEqualTo("next");
	}

	@Test
	void insideIsWhoIsInACallOrOnAThreadOfTheGeneration() throws Exception {
		Thread member = Thread.currentThread();
		assertThat(this.gate.inside()).isFalse();
		Gates.open(this.gate, new Feed("x"));
		assertThat(this.gate.inside()).isFalse();
		CompletableFuture<Boolean> inCall = new CompletableFuture<>();
		this.proxy.relay(() -> String.valueOf(inCall.complete(this.gate.inside())));
		assertThat(inCall.get()).isTrue();
		GenerationCalls next = this.gate.begin((thread) -> thread == member, Gates.INDIFFERENT);
		assertThat(this.gate.inside()).isTrue();
		assertThat(this.callers.submit(this.gate::inside).get()).isFalse();
		next.ended();
		assertThat(this.gate.inside()).isFalse();
	}

	private String startCalling(CallGate from, CallGate to) throws Exception {
		GenerationCalls starting = from.begin(Gates.NOBODY, Gates.INDIFFERENT);
		try {
			return Gates.proxy(to, Feed.class).name();
		}
		finally {
			starting.ended();
		}
	}

	private void restarting() {
		this.gate.became(new Child.Transition(ChildState.RESTARTING, OUTAGE, null));
	}

	private void advance(long millis) {
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
		this.gate.changed();
	}

	private Future<String> waitingCall() {
		long before = this.gate.waited();
		Future<String> call = this.callers.submit(this.proxy::name);
		Awaitility.await().until(() -> this.gate.waited() == before + 1);
		return call;
	}

	private static String answer(Future<String> call) throws Exception {
		return call.get(30, TimeUnit.SECONDS);
	}

	private static void assertUnavailable(Future<String> call, ChildState state, String message) {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer(call))
			.havingCause()
			.isInstanceOf(ComponentUnavailableException.class)
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(((ComponentUnavailableException) ex).getState()).isEqualTo(state));
	}

	static class Feed {

		private final String name;

		Feed(String name) {
			this.name = name;
		}

		public String name() {
			return this.name;
		}

		public String relay(Callable<String> next) throws Exception {
			return next.call();
		}

	}

}
