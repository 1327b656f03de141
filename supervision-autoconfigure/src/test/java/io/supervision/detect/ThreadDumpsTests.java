package io.supervision.detect;

import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ThreadDumpsTests {

	@Test
	void everyThreadIsThereWithWhatItHoldsAndWaitsFor() throws Exception {
		Object lock = new Object();
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		Thread holder = new Thread(() -> {
			synchronized (lock) {
				held.countDown();
				try {
					over.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}, "the holder");
		holder.start();
		held.await();
		Thread waiter = new Thread(() -> {
			synchronized (lock) {
				over.countDown();
			}
		}, "the waiter");
		waiter.start();
		Awaitility.await().until(holder::getState, Thread.State.WAITING::equals);
		Awaitility.await().until(waiter::getState, Thread.State.BLOCKED::equals);
		String dump = new ThreadDumps().take(0);
		over.countDown();
		assertThat(dump)
			.contains("\"the holder\" #" + holder.getId() + " WAITING on java.util.concurrent.CountDownLatch$Sync")
			.contains("\t- locked java.lang.Object@" + Integer.toHexString(System.identityHashCode(lock)))
			.contains("\"the waiter\" #" + waiter.getId() + " BLOCKED on java.lang.Object")
			.contains("held by \"the holder\" #" + holder.getId())
			.containsPattern("\tat .*io.supervision.detect.ThreadDumpsTests");
	}

	@Test
	void dumpIsNeverLongerThan256Kilobytes() {
		StringBuilder dump = new StringBuilder("x".repeat(ThreadDumps.MAX_LENGTH));
		assertThat(ThreadDumps.cut(dump)).hasSize(262_144).endsWith("xxx");
		dump.append('x');
		assertThat(ThreadDumps.cut(dump)).hasSize(262_144).endsWith("x\n(cut)\n");
	}

}
