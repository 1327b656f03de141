package io.supervision.bean;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Nobody who waits misses a change.
 */
@Timeout(120)
class SignalTests {

	private static final long LONG = TimeUnit.HOURS.toNanos(1);

	private static final int ROUNDS = 20_000;

	private final Signal signal = new Signal();

	@Test
	void changeBetweenTheLookAndTheWaitIsNotMissed() throws Exception {
		long seen = this.signal.epoch();
		this.signal.raise();
		this.signal.await(seen, LONG);
		assertThat(this.signal.epoch()).isGreaterThan(seen);
	}

	/** The change comes while the waiter is about to park, a little sooner or later. */
	@Test
	void changeWhileSomebodyBeginsToWaitIsNotMissed() throws Exception {
		AtomicInteger given = new AtomicInteger();
		AtomicInteger taken = new AtomicInteger();
		Thread taker = new Thread(() -> {
			for (int round = 1; round <= ROUNDS; round++) {
				while (given.get() < round) {
					Thread.onSpinWait();
				}
				for (int pause = round % 64; pause > 0; pause--) {
					Thread.onSpinWait();
				}
				taken.set(round);
				this.signal.raise();
			}
		});
		taker.setDaemon(true);
		taker.start();
		for (int round = 1; round <= ROUNDS; round++) {
			given.set(round);
			awaitAtLeast(taken, round);
		}
		assertThat(taken.get()).isEqualTo(ROUNDS);
	}

	private void awaitAtLeast(AtomicInteger number, int least) {
		try {
			long seen = this.signal.epoch();
			while (number.get() < least) {
				this.signal.await(seen, LONG);
				seen = this.signal.epoch();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void allWhoWaitAreWoken() throws Exception {
		long seen = this.signal.epoch();
		CompletableFuture<?>[] waiting = new CompletableFuture<?>[20];
		for (int i = 0; i < waiting.length; i++) {
			CompletableFuture<Void> woken = new CompletableFuture<>();
			Thread thread = waiter(seen, woken, new AtomicBoolean());
			waiting[i] = woken;
			awaitParked(thread);
		}
		this.signal.raise();
		CompletableFuture.allOf(waiting).get(60, TimeUnit.SECONDS);
	}

	@Test
	void whoIsWokenAloneGoesOnWaitingUnlessThereIsNoNeed() throws Exception {
		CompletableFuture<Void> woken = new CompletableFuture<>();
		AtomicBoolean over = new AtomicBoolean();
		Thread thread = waiter(this.signal.epoch(), woken, over);
		awaitParked(thread);
		Signal.wake(thread);
		awaitParked(thread);
		assertThat(woken).isNotDone();
		over.set(true);
		Signal.wake(thread);
		woken.get(60, TimeUnit.SECONDS);
	}

	@Test
	void waitEndsWithTheTime() throws Exception {
		this.signal.await(this.signal.epoch(), 1);
		this.signal.await(this.signal.epoch(), 0);
	}

	@Test
	void interruptEndsTheWaitAlsoIfItCameBefore() {
		CompletableFuture<Void> woken = new CompletableFuture<>();
		Thread thread = waiter(this.signal.epoch(), woken, new AtomicBoolean());
		awaitParked(thread);
		thread.interrupt();
		Awaitility.await().until(woken::isCompletedExceptionally);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.signal.await(-1, LONG));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	private Thread waiter(long seen, CompletableFuture<Void> woken, AtomicBoolean over) {
		Thread thread = new Thread(() -> {
			try {
				this.signal.await(seen, LONG, over::get);
				woken.complete(null);
			}
			catch (InterruptedException ex) {
				woken.completeExceptionally(ex);
			}
		});
		thread.start();
		return thread;
	}

	private static void awaitParked(Thread thread) {
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
	}

}
