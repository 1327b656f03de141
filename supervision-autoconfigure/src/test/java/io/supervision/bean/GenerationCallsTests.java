package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(120)
class GenerationCallsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final CallGate gate = Gates.gate("priceFeed");

	private final GenerationCalls calls = this.gate.begin(Gates.NOBODY, Gates.INDIFFERENT);

	@Test
	void callsAreCountedWhileTheyAreInFlight() throws Exception {
		assertThat(this.calls.active().enter()).isTrue();
		assertThat(this.calls.active().enter()).isTrue();
		CompletableFuture.runAsync(() -> assertThat(this.calls.active().enter()).isTrue()).get();
		assertThat(this.calls.inFlight()).isEqualTo(3);
		this.calls.active().returned(0);
		this.calls.active().threw(0, new IllegalStateException());
		CompletableFuture.runAsync(() -> this.calls.active().returned(0)).get();
		assertThat(this.calls.inFlight()).isZero();
	}

	@Test
	void fenceKeepsNewCallsOutAndLetsThoseInFlightFinish() throws Exception {
		this.calls.active().enter();
		this.calls.fence();
		assertThat(this.calls.active().enter()).isFalse();
		assertThat(this.calls.inFlight()).isEqualTo(1);
		assertThat(this.calls.drain(Duration.ZERO)).isFalse();
		this.calls.active().returned(0);
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
	}

	@Test
	void fenceCanBeTakenDown() throws Exception {
		this.calls.fence();
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
		this.calls.unfence();
		assertThat(this.calls.active().enter()).isTrue();
	}

	@Test
	void callsAreLookedAtWhenTheyLeaveAlsoAfterATurn() {
		this.gate.open(this.calls);
		this.calls.guard();
		assertThat(this.calls.turn()).isTrue();
		assertThat(this.calls.active().isGuarded()).isTrue();
	}

	@Test
	void callsThatWaitForTheEndThemselvesAreNotWaitedFor() throws Exception {
		this.calls.active().enter();
		this.calls.active().enter();
		this.calls.exempt(1);
		this.calls.fence();
		assertThat(this.calls.drain(Duration.ZERO)).isFalse();
		this.calls.active().returned(0);
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
		assertThat(this.calls.inFlight()).isEqualTo(1);
	}

	@Test
	void drainWithoutAFenceIsNone() throws Exception {
		assertThat(this.calls.drain(LONG)).isFalse();
	}

	@Test
	void drainEndsUnfinishedWhenTheFenceGoesDown() throws Exception {
		this.calls.active().enter();
		this.calls.fence();
		try (Drain drain = new Drain(this.calls)) {
			drain.awaitWaiting();
			this.calls.unfence();
			assertThat(drain.outcome.get(30, TimeUnit.SECONDS)).isFalse();
		}
	}

	@Test
	void drainEndsWithTheLastCall() throws Exception {
		this.calls.active().enter();
		this.calls.active().enter();
		this.calls.fence();
		try (Drain drain = new Drain(this.calls)) {
			drain.awaitWaiting();
			this.calls.active().returned(0);
			assertThat(drain.outcome).isNotDone();
			this.calls.active().threw(0, new IllegalStateException());
			assertThat(drain.outcome.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void drainCanBeInterrupted() throws Exception {
		this.calls.active().enter();
		this.calls.fence();
		try (Drain drain = new Drain(this.calls)) {
			drain.awaitWaiting();
			drain.thread.interrupt();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> drain.outcome.get(30, TimeUnit.SECONDS))
				.withRootCauseInstanceOf(InterruptedException.class);
		}
	}

	@Test
	void noWakeUpIsLost() throws Exception {
		for (int i = 0; i < 5_000; i++) {
			GenerationCalls brief = new GenerationCalls(this.gate, Gates.NOBODY, Gates.INDIFFERENT);
			CompletableFuture<Void> entered = new CompletableFuture<>();
			CompletableFuture<Void> left = entered.thenRunAsync(() -> brief.active().returned(0));
			brief.active().enter();
			entered.complete(null);
			brief.fence();
			assertThat(brief.drain(LONG)).isTrue();
			left.get();
		}
	}

	@Test
	void callOutOfTheGenerationIsLetInUntilTheDrainEnds() throws Exception {
		assertThat(this.calls.reenter()).as("no instance yet").isNull();
		this.calls.bind("target");
		assertThat(this.calls.reenter()).as("before it is open").isNotNull();
		this.calls.active().returned(0);
		this.calls.fence();
		assertThat(this.calls.reenter()).as("behind the fence").isNotNull();
		assertThat(this.calls.drain(Duration.ZERO)).isFalse();
		this.calls.active().returned(0);
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
		assertThat(this.calls.reenter()).as("after the drain").isNull();
		this.calls.unfence();
		assertThat(this.calls.reenter()).as("fence is down").isNotNull();
		this.calls.shut();
		assertThat(this.calls.reenter()).as("shut").isNull();
	}

	@Test
	void callLeavesTheSetItCameOn() {
		GenerationCalls current = Gates.open(this.gate, "target");
		CallSet first = this.gate.enter();
		assertThat(current.previous()).isZero();
		assertThat(current.turn()).isTrue();
		CallSet second = this.gate.enter();
		assertThat(second).isNotSameAs(first);
		assertThat(second.target()).isEqualTo("target");
		assertThat(current.previous()).isEqualTo(1);
		assertThat(current.inFlight()).isEqualTo(2);
		second.returned(0);
		assertThat(current.previous()).as("left on the other set").isEqualTo(1);
		first.returned(0);
		assertThat(current.previous()).isZero();
		assertThat(current.endedNormally()).isEqualTo(2);
		assertThat(current.turn()).isTrue();
		assertThat(this.gate.enter()).isSameAs(first);
		first.threw(0, new IllegalStateException());
		assertThat(current.endedNormally()).isEqualTo(2);
	}

	@Test
	void setIsNotTurnedToBeforeItIsEmpty() {
		GenerationCalls current = Gates.open(this.gate, "target");
		CallSet first = this.gate.enter();
		assertThat(current.turn()).isTrue();
		assertThat(current.turn()).isFalse();
		assertThat(first.enter()).as("closed").isFalse();
		assertThat(this.gate.enter()).isNotSameAs(first);
	}

	@Test
	void nothingIsTurnedBehindAFenceNorBesideANewerGeneration() {
		GenerationCalls current = Gates.open(this.gate, "target");
		current.fence();
		assertThat(current.turn()).isFalse();
		current.unfence();
		assertThat(current.turn()).isTrue();
		GenerationCalls next = Gates.open(this.gate, "next");
		assertThat(current.turn()).isFalse();
		assertThat(this.gate.enter().calls()).isSameAs(next);
	}

	@Test
	void fenceKeepsCallsOutOfEverySet() throws Exception {
		GenerationCalls current = Gates.open(this.gate, "target");
		CallSet first = this.gate.enter();
		current.turn();
		CallSet second = this.gate.enter();
		current.fence();
		assertThat(first.enter()).isFalse();
		assertThat(second.enter()).isFalse();
		first.returned(0);
		assertThat(current.drain(Duration.ZERO)).isFalse();
		second.returned(0);
		assertThat(current.drain(Duration.ZERO)).isTrue();
		current.unfence();
		assertThat(this.gate.enter()).isSameAs(second);
		assertThat(first.enter()).as("still closed").isFalse();
	}

	@Test
	void setsThatAreSetAsideAreStillInFlight() throws Exception {
		GenerationCalls current = Gates.open(this.gate, "target");
		assertThat(current.setAside(true)).as("nothing there").isFalse();
		CallSet hung = this.gate.enter();
		current.turn();
		assertThat(current.setAside(true)).isTrue();
		CallSet slow = this.gate.enter();
		current.turn();
		assertThat(current.setAside(false)).isTrue();
		assertThat(current.turn()).as("there is an empty one").isTrue();
		assertThat(current.inFlight()).isEqualTo(2);
		assertThat(current.hangs()).isTrue();
		current.fence();
		assertThat(current.drain(Duration.ZERO)).isTrue();
		slow.returned(0);
		assertThat(current.awaitEnd(Duration.ZERO)).isFalse();
		hung.returned(0);
		assertThat(current.awaitEnd(Duration.ZERO)).isTrue();
		assertThat(current.hangs()).isFalse();
		assertThat(current.endedNormally()).as("too late").isZero();
	}

	@Test
	void manyNormalEndsAreToldFromCallsInFlight() {
		GenerationCalls current = Gates.open(this.gate, "target");
		for (int i = 0; i < 100_000; i++) {
			this.gate.enter().returned(0);
		}
		this.gate.enter();
		assertThat(current.endedNormally()).isEqualTo(100_000);
		assertThat(current.inFlight()).isEqualTo(1);
	}

	@Test
	void callThatEndsOnAnotherThreadIsCountedAllTheSame() throws Exception {
		GenerationCalls current = Gates.open(this.gate, "target");
		for (int i = 0; i < 50; i++) {
			CallSet set = this.gate.enter();
			Thread other = new Thread(() -> set.returned(0));
			other.start();
			other.join();
		}
		assertThat(current.inFlight()).isZero();
		assertThat(current.endedNormally()).isEqualTo(50);
	}

	@Test
	void outcomesAreToldWhileTheCallIsInFlight() {
		List<String> told = new ArrayList<>();
		Telling telling = new Telling(told);
		GenerationCalls watched = new GenerationCalls(this.gate, Gates.NOBODY, telling);
		telling.calls = watched;
		watched.active().enter();
		watched.active().returned(3);
		watched.active().enter();
		watched.active().threw(4, new IllegalStateException("x"));
		telling.troubled = true;
		watched.active().enter();
		watched.active().returned(5);
		assertThat(told).containsExactly("4 threw x 1", "5 succeeded 1");
		assertThat(watched.inFlight()).isZero();
	}

	@Test
	void outcomesThatFailHarmNobody() {
		Telling telling = new Telling(null);
		telling.troubled = true;
		Gates.open(this.gate, new Signatures("abc"), telling);
		Signatures proxy = Gates.proxy(this.gate, Signatures.class);
		assertThat(proxy.wide(5, 1)).isEqualTo(7);
		assertThatIllegalStateException().isThrownBy(() -> {
			Gates.open(this.gate, new Signatures(""), telling);
			proxy.nothing();
		}).withMessage("empty");
		assertThat(this.gate.inFlight()).isZero();
	}

	private static final class Telling implements CallOutcomes {

		private final List<String> told;

		private GenerationCalls calls;

		private boolean troubled;

		Telling(List<String> told) {
			this.told = told;
		}

		@Override
		public boolean troubled() {
			return this.troubled;
		}

		@Override
		public void succeeded(int method) {
			this.told.add(method + " succeeded " + this.calls.inFlight());
		}

		@Override
		public @Nullable Verdict threw(int method, Throwable thrown) {
			this.told.add(method + " threw " + thrown.getMessage() + " " + this.calls.inFlight());
			return null;
		}

	}

	private static final class Drain implements AutoCloseable {

		private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

		private final Thread thread;

		Drain(GenerationCalls calls) {
			this.thread = new Thread(() -> {
				try {
					this.outcome.complete(calls.drain(LONG));
				}
				catch (InterruptedException ex) {
					this.outcome.completeExceptionally(ex);
				}
			});
			this.thread.start();
		}

		void awaitWaiting() {
			Awaitility.await().until(this.thread::getState, Thread.State.TIMED_WAITING::equals);
		}

		@Override
		public void close() {
			this.thread.interrupt();
		}

	}

}
