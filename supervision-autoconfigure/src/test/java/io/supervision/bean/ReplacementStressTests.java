package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generations are replaced under callers who never pause: nobody reaches a generation
 * that has been drained, and nobody is turned away.
 */
@Timeout(120)
class ReplacementStressTests {

	private static final int CALLERS = 4;

	private final CallGate gate = new CallGate("stressed", new WaitRules(Duration.ofSeconds(60), Duration.ofSeconds(60),
			(component) -> new CompletableFuture<>(), new TreeWaits(Ties.NONE), System::nanoTime));

	private final AtomicLong calledAfterItsEnd = new AtomicLong();

	private volatile boolean over;

	@Test
	void noCallReachesAGenerationAfterItsDrainAndNoneIsLost() throws Exception {
		Worker proxy = Gates.proxy(this.gate, Worker.class);
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			List<Future<Long>> counts = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				counts.add(callers.submit(() -> callUntilOver(proxy)));
			}
			replaceAgainAndAgain();
			this.over = true;
			for (Future<Long> count : counts) {
				assertThat(count.get(30, TimeUnit.SECONDS)).isPositive();
			}
			assertThat(this.calledAfterItsEnd).hasValue(0);
			assertThat(this.gate.inFlight()).isZero();
			assertThat(this.gate.rejected()).isZero();
			assertThat(this.gate.waited()).isPositive();
		}
		finally {
			callers.shutdownNow();
		}
	}

	private void replaceAgainAndAgain() throws Exception {
		Random random = new Random(42);
		Worker worker = new Worker(this.calledAfterItsEnd);
		GenerationCalls calls = Gates.open(this.gate, worker);
		for (int i = 0; i < 1_000; i++) {
			while (calls.inFlight() == 0) {
				Thread.onSpinWait();
			}
			calls.fence();
			assertThat(calls.drain(Duration.ofSeconds(30))).isTrue();
			if (random.nextInt(4) == 0) {
				calls.unfence();
			}
			else {
				worker.ended = true;
				calls.ended();
				worker = new Worker(this.calledAfterItsEnd);
				calls = Gates.open(this.gate, worker);
			}
		}
	}

	private long callUntilOver(Worker proxy) {
		long count = 0;
		while (!this.over) {
			count += proxy.work(200);
		}
		return count;
	}

	@Test
	void componentIsCallableAfterAnyOrderOfFencing() throws Exception {
		Worker proxy = Gates.proxy(this.gate, Worker.class);
		for (int seed = 0; seed < 2_000; seed++) {
			Random random = new Random(seed);
			GenerationCalls calls = Gates.open(this.gate, new Worker(this.calledAfterItsEnd));
			for (int step = random.nextInt(8); step > 0; step--) {
				switch (random.nextInt(5)) {
					case 0 -> calls.fence();
					case 1 -> calls.unfence();
					case 2 -> calls.drain(Duration.ZERO);
					case 3 -> calls.shut();
					default -> {
						calls.ended();
						calls = Gates.open(this.gate, new Worker(this.calledAfterItsEnd));
					}
				}
			}
			calls.unfence();
			assertThat(proxy.work(1)).as("seed %s", seed).isEqualTo(1);
			calls.fence();
			assertThat(calls.drain(Duration.ZERO)).as("seed %s", seed).isTrue();
		}
	}

	static class Worker {

		private final AtomicLong calledAfterItsEnd;

		private volatile boolean ended;

		Worker(AtomicLong calledAfterItsEnd) {
			this.calledAfterItsEnd = calledAfterItsEnd;
		}

		public long work(int amount) {
			check();
			long done = 0;
			for (int i = 0; i < amount; i++) {
				done += Thread.currentThread().isInterrupted() ? 0 : 1;
			}
			check();
			return done;
		}

		private void check() {
			if (this.ended) {
				this.calledAfterItsEnd.incrementAndGet();
			}
		}

	}

}
