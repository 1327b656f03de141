package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages are handled whatever the executor of the owner does.
 */
class MailboxTests {

	private final Deque<Runnable> owner = new ArrayDeque<>();

	private final List<String> handled = new ArrayList<>();

	private Mailbox mailbox(Executor executor) {
		return new Mailbox(executor, () -> {
		});
	}

	private void runOwner() {
		for (Runnable task = this.owner.poll(); task != null; task = this.owner.poll()) {
			task.run();
		}
	}

	@Test
	void messageTheOwnerRefusesIsHandledAllTheSame() {
		boolean[] refusing = { true };
		Mailbox mailbox = mailbox((task) -> {
			if (refusing[0]) {
				throw new RejectedExecutionException("busy");
			}
			this.owner.add(task);
		});
		mailbox.post(() -> this.handled.add("first"));
		assertThat(this.handled).containsExactly("first");
		refusing[0] = false;
		mailbox.post(() -> this.handled.add("second"));
		runOwner();
		assertThat(this.handled).containsExactly("first", "second");
	}

	@Test
	void taskThatWasTakenAlthoughItWasRefusedChangesNothing() {
		Mailbox mailbox = mailbox((task) -> {
			this.owner.add(task);
			throw new InternalError("unable to create native thread");
		});
		mailbox.post(() -> {
			this.handled.add("first");
			runOwner();
			this.handled.add("still the first");
		});
		mailbox.post(() -> this.handled.add("second"));
		runOwner();
		assertThat(this.handled).containsExactly("first", "still the first", "second");
	}

	@Test
	void ownerThatRunsTheTaskAndThenThrowsHasRunIt() {
		Mailbox mailbox = mailbox((task) -> {
			task.run();
			throw new RejectedExecutionException("late");
		});
		mailbox.post(() -> this.handled.add("once"));
		mailbox.post(() -> this.handled.add("twice"));
		assertThat(this.handled).containsExactly("once", "twice");
	}

	@Test
	void messageThatThrowsSomethingThatCannotBeLoggedIsSurvived() {
		Mailbox mailbox = mailbox(this.owner::add);
		mailbox.post(() -> {
			throw new Unspeakable();
		});
		mailbox.post(() -> this.handled.add("next"));
		runOwner();
		mailbox.post(() -> this.handled.add("last"));
		runOwner();
		assertThat(this.handled).containsExactly("next", "last");
	}

	@Test
	void itIsNobodysTurnBetweenTwoBatches() {
		Mailbox mailbox = mailbox(this.owner::add);
		mailbox.post(() -> this.handled.add("draining " + mailbox.isDraining()));
		runOwner();
		assertThat(mailbox.isDraining()).isFalse();
		assertThat(this.handled).containsExactly("draining true");
	}

	/** A throwable each of whose methods throws. */
	private static final class Unspeakable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("no stack");
		}

	}

}
