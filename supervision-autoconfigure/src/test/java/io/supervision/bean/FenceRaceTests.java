package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The race of a call that enters and the owner who fences. The same two threads run over
 * the real counters and over two that are broken on purpose: what is found in those shows
 * that it would be found in the real ones.
 */
class FenceRaceTests {

	private static final int STRIDE = 500;

	@Test
	void noCallIsInAGenerationThatIsFencedAndEmpty() throws Exception {
		CallGate gate = Gates.gate("race");
		Race race = new Race(() -> new Real(new GenerationCalls(gate, Gates.NOBODY, Gates.INDIFFERENT)));
		race.run(Integer.MAX_VALUE, Duration.ofSeconds(5));
		assertThat(race.enteredAndEmpty).isZero();
		assertThat(race.entered).isGreaterThan(STRIDE);
		assertThat(race.turnedAway).isGreaterThan(STRIDE);
	}

	@Test
	void noCallIsInASetThatIsClosedAndEmpty() throws Exception {
		Race race = new Race(() -> {
			CallGate gate = Gates.gate("race");
			return new Turned(Gates.open(gate, "target"));
		});
		race.run(Integer.MAX_VALUE, Duration.ofSeconds(5));
		assertThat(race.enteredAndEmpty).isZero();
		assertThat(race.entered).isGreaterThan(STRIDE);
		assertThat(race.turnedAway).isGreaterThan(STRIDE);
	}

	@Test
	void raceIsFoundWhereTheFenceIsReadBeforeCountingOnly() throws Exception {
		Race race = new Race(ReadsTheFenceBefore::new);
		race.run(Integer.MAX_VALUE, Duration.ofSeconds(60));
		assertThat(race.enteredAndEmpty).isPositive();
	}

	@Test
	void raceIsFoundWhereCountingIsNoFullFence() throws Exception {
		Race race = new Race(CountsWithoutFence::new);
		race.run(Integer.MAX_VALUE, Duration.ofSeconds(60));
		assertThat(race.enteredAndEmpty).isPositive();
	}

	private interface Entrance {

		boolean enter();

		void fence();

		boolean empty();

	}

	private record Real(GenerationCalls calls) implements Entrance {

		@Override
		public boolean enter() {
			return this.calls.active().enter();
		}

		@Override
		public void fence() {
			this.calls.fence();
		}

		@Override
		public boolean empty() {
			return this.calls.inFlight() == 0;
		}

	}

	/** The caller has read which set to count on before the set is closed. */
	private static final class Turned implements Entrance {

		private final GenerationCalls calls;

		private final CallSet set;

		Turned(GenerationCalls calls) {
			this.calls = calls;
			this.set = calls.active();
		}

		@Override
		public boolean enter() {
			return this.set.enter();
		}

		@Override
		public void fence() {
			this.calls.turn();
		}

		@Override
		public boolean empty() {
			return this.calls.previous() == 0;
		}

	}

	private static final class ReadsTheFenceBefore implements Entrance {

		private final long[] counts = Stripes.create();

		private volatile boolean fenced;

		@Override
		public boolean enter() {
			if (this.fenced) {
				return false;
			}
			Stripes.add(this.counts, 1);
			return true;
		}

		@Override
		public void fence() {
			this.fenced = true;
		}

		@Override
		public boolean empty() {
			return Stripes.sum(this.counts) == 0;
		}

	}

	private static final class CountsWithoutFence implements Entrance {

		private final AtomicInteger count = new AtomicInteger();

		private volatile boolean fenced;

		@Override
		public boolean enter() {
			this.count.setRelease(1);
			if (!this.fenced) {
				return true;
			}
			this.count.setRelease(0);
			return false;
		}

		@Override
		public void fence() {
			this.fenced = true;
		}

		@Override
		public boolean empty() {
			return this.count.get() == 0;
		}

	}

	/**
	 * Lets two threads meet at one fresh entrance after the other, each time with another
	 * lead.
	 */
	private static final class Race {

		private final Supplier<Entrance> entrances;

		private final Entrance[] stride = new Entrance[STRIDE];

		private final boolean[] in = new boolean[STRIDE];

		private final boolean[] empty = new boolean[STRIDE];

		private volatile int callerAt;

		private volatile int ownerAt;

		private int entered;

		private int turnedAway;

		private int enteredAndEmpty;

		Race(Supplier<Entrance> entrances) {
			this.entrances = entrances;
		}

		void run(int rounds, Duration limit) throws Exception {
			long begun = System.nanoTime();
			for (int done = 0; done < rounds && this.enteredAndEmpty == 0
					&& System.nanoTime() - begun < limit.toNanos(); done += STRIDE) {
				this.callerAt = -1;
				this.ownerAt = -1;
				for (int i = 0; i < STRIDE; i++) {
					this.stride[i] = this.entrances.get();
				}
				CompletableFuture<Void> caller = new CompletableFuture<>();
				Thread thread = new Thread(() -> {
					call();
					caller.complete(null);
				});
				thread.start();
				own();
				caller.get();
				judge();
			}
		}

		private void call() {
			for (int i = 0; i < STRIDE; i++) {
				this.callerAt = i;
				for (int spins = 1; this.ownerAt < i; spins++) {
					spin(spins);
				}
				lead(i % 32);
				this.in[i] = this.stride[i].enter();
			}
		}

		private void own() {
			for (int i = 0; i < STRIDE; i++) {
				this.ownerAt = i;
				for (int spins = 1; this.callerAt < i; spins++) {
					spin(spins);
				}
				lead(i / 32);
				this.stride[i].fence();
				this.empty[i] = this.stride[i].empty();
			}
		}

		@SuppressWarnings("ThreadPriorityCheck")
		private static void spin(int spins) {
			if (spins % 2_000 == 0) {
				Thread.yield();
			}
			else {
				Thread.onSpinWait();
			}
		}

		private static void lead(int spins) {
			for (int i = 0; i < spins; i++) {
				Thread.onSpinWait();
			}
		}

		private void judge() {
			for (int i = 0; i < STRIDE; i++) {
				this.entered += this.in[i] ? 1 : 0;
				this.turnedAway += this.in[i] ? 0 : 1;
				this.enteredAndEmpty += (this.in[i] && this.empty[i]) ? 1 : 0;
			}
		}

	}

}
