package io.supervision.tree;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A request to a tree that waits for its answer on a thread of its own.
 */
final class Pending<T> {

	private final CompletableFuture<T> answer = new CompletableFuture<>();

	private final Thread caller;

	Pending(Callable<T> request) {
		this.caller = new Thread(() -> {
			try {
				this.answer.complete(request.call());
			}
			catch (Throwable ex) {
				this.answer.completeExceptionally(ex);
			}
		}, "caller");
		this.caller.setDaemon(true);
		this.caller.start();
	}

	/** Wait until the request has been made and its caller waits, or has its answer. */
	void untilAsked() {
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.answer.isDone() || waits());
	}

	private boolean waits() {
		return this.caller.getState() == Thread.State.WAITING || this.caller.getState() == Thread.State.TIMED_WAITING;
	}

	/** Check that the caller is still waiting. */
	void isUnanswered() throws Exception {
		try {
			assertThat(this.answer.get(20, TimeUnit.MILLISECONDS)).as("answer to a request that should wait")
				.isEqualTo("none");
		}
		catch (TimeoutException expected) {
			// nothing came
		}
	}

	/** Give the answer, which must be there or about to come. */
	T answer() throws Exception {
		return this.answer.get(10, TimeUnit.SECONDS);
	}

}
