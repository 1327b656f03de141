package io.supervision.tree;

import java.util.ArrayList;
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
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages are handled by the threads that do what they begin. Feared is this: whoever
 * has handled messages goes on with something that hangs, and nobody handles the next
 * ones; or somebody who only came by with a message is made to do it; or a thread that
 * goes on and on does so ever deeper in its stack.
 */
class SharedMailboxTests {

	private static final int LIMIT_SECONDS = 30;

	private final ExecutorService pool = Executors.newCachedThreadPool();

	private final Mailbox mailbox = mailbox(this.pool);

	private final List<Work> begun = new ArrayList<>();

	private final CompletableFuture<Thread> handler = new CompletableFuture<>();

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
		this.mailbox.begin(work((done) -> {
			worker.complete(Thread.currentThread());
			Thread.currentThread().interrupt();
			this.mailbox.report(() -> {
				interrupted.complete(Thread.currentThread().isInterrupted());
				handler.complete(Thread.currentThread());
			}, done);
		}));
		assertThat(get(handler)).isSameAs(get(worker));
		assertThat(get(interrupted)).isFalse();
	}

	@Test
	void threadThatHasReportedGoesOnWithWhatThatBegins() throws Exception {
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		CompletableFuture<List<Thread>> after = new CompletableFuture<>();
		List<Integer> depths = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		this.mailbox.begin(work((done) -> {
			worker.complete(Thread.currentThread());
			this.mailbox.report(() -> reportThrice(depths, threads, after), done);
		}));
		assertThat(get(after)).hasSize(3).containsOnly(get(worker));
		assertThat(depths).as("each is over before the next begins").hasSize(3).containsOnly(depths.get(0));
	}

	private void reportThrice(List<Integer> depths, List<Thread> threads, CompletableFuture<List<Thread>> after) {
		this.mailbox.begin(work((done) -> {
			this.begun.forEach((earlier) -> assertThat(earlier.takeNext()).isNull());
			this.begun.add(done);
			threads.add(Thread.currentThread());
			depths.add(new Throwable().getStackTrace().length);
			this.mailbox.report(() -> {
				if (threads.size() < 3) {
					reportThrice(depths, threads, after);
				}
				else {
					after.complete(threads);
				}
			}, done);
		}));
	}

	@Test
	void messagesAreHandledWhileWhatAReportHasBegunHangs() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		CompletableFuture<Boolean> hangs = new CompletableFuture<>();
		CompletableFuture<Boolean> came = new CompletableFuture<>();
		this.mailbox.begin(work((done) -> this.mailbox.report(() -> this.mailbox.begin(() -> {
			hangs.complete(true);
			await(over);
		}), done)));
		assertThat(get(hangs)).isTrue();
		this.mailbox.post(() -> came.complete(true));
		assertThat(get(came)).isTrue();
		over.countDown();
	}

	@Test
	void announcementIsHandledByWhoeverMakesItAndWhatItBeginsIsNot() throws Exception {
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		this.mailbox.announce(() -> {
			assertThat(this.mailbox.isDraining()).isTrue();
			this.mailbox.begin(() -> worker.complete(Thread.currentThread()));
			this.handler.complete(Thread.currentThread());
		}, () -> false);
		assertThat(this.handler).isCompletedWithValue(Thread.currentThread());
		assertThat(get(worker)).isNotSameAs(Thread.currentThread());
		assertThat(this.mailbox.isDraining()).isFalse();
	}

	@Test
	void announcementWhileMessagesAreHandledWaitsForItsTurn() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		CompletableFuture<Boolean> busy = new CompletableFuture<>();
		this.mailbox.post(() -> {
			busy.complete(true);
			await(over);
		});
		assertThat(get(busy)).isTrue();
		this.mailbox.announce(() -> this.handler.complete(Thread.currentThread()), () -> false);
		assertThat(this.handler).isNotDone();
		over.countDown();
		assertThat(get(this.handler)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void whatCameMeanwhileIsNoneOfTheAnnouncersBusiness() throws Exception {
		CompletableFuture<Thread> other = new CompletableFuture<>();
		this.mailbox.announce(() -> {
			this.mailbox.post(() -> other.complete(Thread.currentThread()));
			this.handler.complete(Thread.currentThread());
		}, () -> false);
		assertThat(this.handler).isCompletedWithValue(Thread.currentThread());
		assertThat(get(other)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void ownerEndsWhatAnAnnouncementHasLeft() throws Exception {
		CompletableFuture<Thread> afterwards = new CompletableFuture<>();
		Mailbox told = new Mailbox(this.pool, this.pool, () -> afterwards.complete(Thread.currentThread()));
		told.announce(() -> {
		}, () -> false);
		assertThat(afterwards).isNotDone();
		told.announce(() -> {
		}, () -> true);
		assertThat(get(afterwards)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void endingThatThrowsIsSurvived() throws Exception {
		this.mailbox.announce(() -> {
		}, () -> {
			throw new IllegalStateException("on purpose");
		});
		this.mailbox.post(() -> this.handler.complete(Thread.currentThread()));
		assertThat(get(this.handler)).isNotNull();
	}

	private static Work work(Consumer<Work> task) {
		return new Work() {

			@Override
			public void run() {
				task.accept(this);
			}

		};
	}

}
