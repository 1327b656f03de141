package io.supervision.bean;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.ChildState;
import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one component that wait for a generation without a thread, since their callers
 * get something that ends later anyhow. They wait as long as others do, and may begin on
 * any thread.
 * <p>
 * Before the component has first run they wait like all others, on the thread of the
 * caller: only there is it seen that two starts wait for each other. A thread that must
 * not block gets a failed one then.
 */
final class DelayedCalls {

	private final Set<DelayedCall> waiting = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Timers timers;

	private volatile Executor workers = Runnable::run;

	/**
	 * Say what is used while calls wait. Until then they wait on their own threads.
	 * @param timers the tree's timers
	 * @param workers runs what callers have hung on their results; must not queue
	 */
	void use(Timers timers, Executor workers) {
		this.workers = workers;
		this.timers = timers;
	}

	/**
	 * Wait for a generation.
	 * @param gate the way into the component
	 * @return completes when there is one to enter, or with a
	 * {@link ComponentUnavailableException}; already complete if nothing is to be waited
	 * for
	 */
	CompletableFuture<Void> open(CallGate gate) {
		Timers clock = this.timers;
		if (clock == null || gate.transition().state() == ChildState.STARTING) {
			return held(gate);
		}
		HeldCalls held = gate.rules().waits().held();
		HeldCalls.Held wait = held.look(gate);
		held.suspend(wait);
		DelayedCall call = new DelayedCall(new WaitingCall(gate), clock);
		this.waiting.add(call);
		var unused = call.opened.whenComplete((opened, failure) -> {
			held.resume(wait);
			forget(call);
		});
		call.look();
		call.first = false;
		return call.opened;
	}

	private void forget(DelayedCall call) {
		this.waiting.remove(call);
		call.cancelTimer();
	}

	private static CompletableFuture<Void> held(CallGate gate) {
		try {
			new WaitingCall(gate).enter().leave();
			return CompletableFuture.completedFuture(null);
		}
		catch (ComponentUnavailableException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Something has changed that calls may wait for. */
	void changed() {
		if (!this.waiting.isEmpty()) {
			dispatch(() -> this.waiting.forEach(DelayedCall::look));
		}
	}

	/** No thread to be had is no reason to leave a caller waiting for ever. */
	private void dispatch(Runnable task) {
		try {
			this.workers.execute(task);
		}
		catch (Throwable ex) {
			task.run();
		}
	}

	/**
	 * One call. Looks that come at the same time leave the looking to one of them, which
	 * goes on until nothing has come since.
	 */
	private final class DelayedCall {

		private final CompletableFuture<Void> opened = new CompletableFuture<>();

		private final AtomicInteger looks = new AtomicInteger();

		private final WaitingCall call;

		private final Timers timers;

		private volatile Timers.@Nullable Timer timer;

		/** Whether the caller is still to get its result, on its own thread. */
		private volatile boolean first = true;

		DelayedCall(WaitingCall call, Timers timers) {
			this.call = call;
			this.timers = timers;
		}

		void look() {
			if (this.looks.getAndIncrement() != 0) {
				return;
			}
			int seen = 1;
			while (seen != 0) {
				lookOnce();
				seen = this.looks.addAndGet(-seen);
			}
		}

		private void lookOnce() {
			if (this.opened.isDone()) {
				return;
			}
			try {
				long left = this.call.look();
				if (left == 0) {
					settle(null);
				}
				else {
					cancelTimer();
					this.timer = this.timers.after(Duration.ofNanos(left), () -> dispatch(this::look));
				}
			}
			catch (Throwable ex) {
				settle(ex);
			}
		}

		private void settle(@Nullable Throwable unavailable) {
			Runnable task = () -> {
				if (unavailable != null) {
					this.opened.completeExceptionally(unavailable);
				}
				else {
					this.opened.complete(null);
				}
			};
			if (this.first) {
				task.run();
			}
			else {
				dispatch(task);
			}
		}

		void cancelTimer() {
			Timers.Timer set = this.timer;
			if (set != null) {
				set.cancel();
			}
		}

	}

}
