package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.supervision.detect.CallOutcomes;
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
		assertThat(this.calls.enter()).isTrue();
		assertThat(this.calls.enter()).isTrue();
		CompletableFuture.runAsync(() -> assertThat(this.calls.enter()).isTrue()).get();
		assertThat(this.calls.inFlight()).isEqualTo(3);
		this.calls.returned(0);
		this.calls.threw(0, new IllegalStateException());
		CompletableFuture.runAsync(() -> this.calls.returned(0)).get();
		assertThat(this.calls.inFlight()).isZero();
	}

	@Test
	void fenceKeepsNewCallsOutAndLetsThoseInFlightFinish() throws Exception {
		this.calls.enter();
		this.calls.fence();
		assertThat(this.calls.enter()).isFalse();
		assertThat(this.calls.inFlight()).isEqualTo(1);
		assertThat(this.calls.drain(Duration.ZERO)).isFalse();
		this.calls.returned(0);
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
	}

	@Test
	void fenceCanBeTakenDown() throws Exception {
		this.calls.fence();
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
		this.calls.unfence();
		assertThat(this.calls.enter()).isTrue();
	}

	@Test
	void drainWithoutAFenceIsNone() throws Exception {
		assertThat(this.calls.drain(LONG)).isFalse();
	}

	@Test
	void drainEndsUnfinishedWhenTheFenceGoesDown() throws Exception {
		this.calls.enter();
		this.calls.fence();
		try (Drain drain = new Drain(this.calls)) {
			drain.awaitWaiting();
			this.calls.unfence();
			assertThat(drain.outcome.get(30, TimeUnit.SECONDS)).isFalse();
		}
	}

	@Test
	void drainEndsWithTheLastCall() throws Exception {
		this.calls.enter();
		this.calls.enter();
		this.calls.fence();
		try (Drain drain = new Drain(this.calls)) {
			drain.awaitWaiting();
			this.calls.returned(0);
			assertThat(drain.outcome).isNotDone();
			this.calls.threw(0, new IllegalStateException());
			assertThat(drain.outcome.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void drainCanBeInterrupted() throws Exception {
		this.calls.enter();
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
			CompletableFuture<Void> left = entered.thenRunAsync(() -> brief.returned(0));
			brief.enter();
			entered.complete(null);
			brief.fence();
			assertThat(brief.drain(LONG)).isTrue();
			left.get();
		}
	}

	@Test
	void callOutOfTheGenerationIsLetInUntilTheDrainEnds() throws Exception {
		assertThat(this.calls.reenter()).as("no instance yet").isFalse();
		this.calls.bind("target");
		assertThat(this.calls.reenter()).as("before it is open").isTrue();
		this.calls.returned(0);
		this.calls.fence();
		assertThat(this.calls.reenter()).as("behind the fence").isTrue();
		assertThat(this.calls.drain(Duration.ZERO)).isFalse();
		this.calls.returned(0);
		assertThat(this.calls.drain(Duration.ZERO)).isTrue();
		assertThat(this.calls.reenter()).as("after the drain").isFalse();
		this.calls.unfence();
		assertThat(this.calls.reenter()).as("fence is down").isTrue();
		this.calls.shut();
		assertThat(this.calls.reenter()).as("shut").isFalse();
	}

	@Test
	void outcomesAreToldWhileTheCallIsInFlight() {
		List<String> told = new ArrayList<>();
		Telling telling = new Telling(told);
		GenerationCalls watched = new GenerationCalls(this.gate, Gates.NOBODY, telling);
		telling.calls = watched;
		watched.enter();
		watched.returned(3);
		watched.enter();
		watched.threw(4, new IllegalStateException("x"));
		telling.troubled = true;
		watched.enter();
		watched.returned(5);
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
		public void threw(int method, Throwable thrown) {
			this.told.add(method + " threw " + thrown.getMessage() + " " + this.calls.inFlight());
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
