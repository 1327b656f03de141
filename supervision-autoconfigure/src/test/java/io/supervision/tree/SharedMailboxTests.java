package io.supervision.tree;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages are handled by the threads that do what they begin. Feared is this: whoever
 * has handled messages goes on with something that hangs, and nobody handles the next
 * ones; or somebody who only came by with a message is made to do it.
 */
class SharedMailboxTests {

	private static final int LIMIT_SECONDS = 30;

	private final ExecutorService pool = Executors.newCachedThreadPool();

	private final Mailbox mailbox = mailbox(this.pool);

	@AfterEach
	void shutDown() {
		this.pool.shutdownNow();
	}

	private static Mailbox mailbox(Executor executor) {
		return new Mailbox(executor, executor, () -> {
		});
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void threadThatHasHandledAMessageDoesWhatItHasBegun() throws Exception {
		CompletableFuture<Thread> handler = new CompletableFuture<>();
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		CompletableFuture<Boolean> draining = new CompletableFuture<>();
		this.mailbox.post(() -> {
			this.mailbox.begin(() -> {
				draining.complete(this.mailbox.isDraining());
				worker.complete(Thread.currentThread());
			});
			assertThat(worker).isNotDone();
			handler.complete(Thread.currentThread());
		});
		assertThat(get(worker)).isSameAs(get(handler));
		assertThat(get(draining)).isFalse();
	}

	@Test
	void allThatIsBegunAtOnceIsDoneAtOnce() throws Exception {
		CyclicBarrier together = new CyclicBarrier(3);
		List<CompletableFuture<Integer>> arrived = List.of(new CompletableFuture<>(), new CompletableFuture<>(),
				new CompletableFuture<>());
		this.mailbox.post(() -> arrived.forEach((one) -> this.mailbox.begin(() -> {
			try {
				one.complete(together.await(LIMIT_SECONDS, TimeUnit.SECONDS));
			}
			catch (Exception ex) {
				one.completeExceptionally(ex);
			}
		})));
		for (CompletableFuture<Integer> one : arrived) {
			assertThat(get(one)).isBetween(0, 2);
		}
	}

	@Test
	void messagesAreHandledWhileWhatWasBegunHangs() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		CompletableFuture<Boolean> hangs = new CompletableFuture<>();
		CompletableFuture<Boolean> cameSoon = new CompletableFuture<>();
		CompletableFuture<Boolean> cameLater = new CompletableFuture<>();
		this.mailbox.post(() -> {
			this.mailbox.begin(() -> {
				hangs.complete(true);
				await(over);
			});
			this.mailbox.post(() -> cameSoon.complete(true));
		});
		assertThat(get(hangs)).isTrue();
		assertThat(get(cameSoon)).isTrue();
		this.mailbox.post(() -> cameLater.complete(true));
		assertThat(get(cameLater)).isTrue();
		over.countDown();
	}

	@Test
	void threadThatHandlesItsOwnMessageForWantOfAnotherDoesNothingElse() throws Exception {
		AtomicBoolean refusing = new AtomicBoolean(true);
		Mailbox busy = mailbox((task) -> {
			if (refusing.getAndSet(false)) {
				throw new RejectedExecutionException("busy");
			}
			this.pool.execute(task);
		});
		CompletableFuture<Thread> handler = new CompletableFuture<>();
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		busy.post(() -> {
			handler.complete(Thread.currentThread());
			busy.begin(() -> worker.complete(Thread.currentThread()));
		});
		assertThat(get(handler)).isSameAs(Thread.currentThread());
		assertThat(get(worker)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void reportIsHandledByWhoeverMakesItAndWithoutItsInterrupt() throws Exception {
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		CompletableFuture<Thread> handler = new CompletableFuture<>();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.pool.execute(() -> {
			worker.complete(Thread.currentThread());
			Thread.currentThread().interrupt();
			this.mailbox.report(() -> {
				interrupted.complete(Thread.currentThread().isInterrupted());
				handler.complete(Thread.currentThread());
			});
		});
		assertThat(get(handler)).isSameAs(get(worker));
		assertThat(get(interrupted)).isFalse();
	}

	@Test
	void whatAReportBeginsWaitsForNobody() throws Exception {
		CountDownLatch returned = new CountDownLatch(1);
		CompletableFuture<Boolean> began = new CompletableFuture<>();
		this.pool.execute(() -> {
			this.mailbox.report(() -> this.mailbox.begin(() -> {
				await(returned);
				began.complete(true);
			}));
			returned.countDown();
		});
		assertThat(get(began)).isTrue();
	}

}
