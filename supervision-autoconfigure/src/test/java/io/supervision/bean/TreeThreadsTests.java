package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.supervision.tree.Timers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Timers that are cancelled keep nothing, and those that are not do run; and threads
 * begin with nothing of anybody else's.
 */
class TreeThreadsTests {

	private final TreeThreads threads = new TreeThreads(null);

	@AfterEach
	void close() {
		this.threads.close();
	}

	@Test
	void timerThatWasCancelledKeepsNothingOfItsTask() {
		Object[] held = { new Object() };
		WeakReference<Object> task = new WeakReference<>(held[0]);
		Timers.Timer timer = set(held[0]);
		held[0] = "";
		timer.cancel();
		await().untilAsserted(() -> {
			System.gc();
			assertThat(task.get()).isNull();
		});
		timer.cancel();
	}

	private Timers.Timer set(Object held) {
		return this.threads.after(Duration.ofDays(1), () -> new WeakReference<>(held).clear());
	}

	@Test
	void threadsInheritNothingOfWhoeverMadeThemBegin() throws Exception {
		InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
		user.set("whose call has met the fault");
		CompletableFuture<String> seenByWorker = new CompletableFuture<>();
		CompletableFuture<String> seenByTimer = new CompletableFuture<>();
		this.threads.workers().execute(() -> seenByWorker.complete(user.get()));
		this.threads.after(Duration.ZERO, () -> seenByTimer.complete(user.get()));
		assertThat(seenByWorker.get(30, TimeUnit.SECONDS)).isNull();
		assertThat(seenByTimer.get(30, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void timerRunsHoweverManyWereCancelledBefore() throws InterruptedException {
		CountDownLatch due = new CountDownLatch(2);
		this.threads.after(Duration.ofMillis(20), due::countDown);
		for (int i = 0; i < 1_000; i++) {
			this.threads.after(Duration.ofMillis(i), () -> {
			}).cancel();
		}
		this.threads.after(Duration.ofMillis(1), due::countDown);
		assertThat(due.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void fewTimersThatWereCancelledStayInTheQueue() {
		for (int i = 0; i < 10_000; i++) {
			this.threads.after(Duration.ofDays(1), () -> {
			}).cancel();
		}
		assertThat(this.threads.timers()).isLessThanOrEqualTo(100);
	}

}
