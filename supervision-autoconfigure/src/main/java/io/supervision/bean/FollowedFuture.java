package io.supervision.bean;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a caller gets for a future of the component that has not completed yet. It ends as
 * that one does, with the very same throwable, and whatever the caller does to it,
 * cancelling first of all, is done to that one.
 *
 * @param <T> the type of the result
 */
final class FollowedFuture<T> extends CompletableFuture<T> {

	/** The component's own; none as long as the component is still to be called. */
	private volatile @Nullable CompletableFuture<T> origin;

	private FollowedFuture() {
	}

	/**
	 * Follow a future.
	 * @param <T> the type of the result
	 * @param origin the component's own
	 * @param call the call to end before callers learn of the end
	 * @return what the caller gets
	 */
	static <T> CompletableFuture<T> of(CompletableFuture<T> origin, FollowedCall call) {
		FollowedFuture<T> followed = new FollowedFuture<>();
		followed.origin = origin;
		var unused = origin.whenComplete((value, thrown) -> {
			call.ended(thrown);
			followed.settle(value, thrown);
		});
		return followed;
	}

	/**
	 * Call a component as soon as there is a generation to call, or fail if that takes
	 * too long. Nobody waits meanwhile.
	 * @param again the call
	 * @return what the caller gets
	 */
	static CompletableFuture<Object> later(CallAgain again) {
		FollowedFuture<Object> followed = new FollowedFuture<>();
		CompletableFuture<Void> open = again.open();
		var unused = open.whenComplete((ready, unavailable) -> {
			if (unavailable != null) {
				followed.settle(null, unavailable);
			}
			else if (!followed.isDone()) {
				followed.call(again);
			}
		});
		var unusedToo = followed.whenComplete((value, thrown) -> open.cancel(false));
		return followed;
	}

	@SuppressWarnings("unchecked")
	private void call(CallAgain again) {
		try {
			CompletionStage<T> stage = (CompletionStage<T>) again.call();
			if (stage == null) {
				settle(null, null);
				return;
			}
			if (stage instanceof CompletableFuture<T> future) {
				this.origin = future;
				if (isCancelled()) {
					future.cancel(true);
				}
			}
			var unused = stage.whenComplete(this::settle);
		}
		catch (Throwable ex) {
			settle(null, ex);
		}
	}

	private void settle(@Nullable T value, @Nullable Throwable thrown) {
		if (thrown != null) {
			super.completeExceptionally(thrown);
		}
		else {
			super.complete(value);
		}
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		CompletableFuture<T> known = this.origin;
		if (known == null) {
			return super.cancel(mayInterruptIfRunning);
		}
		known.cancel(mayInterruptIfRunning);
		return isCancelled();
	}

	@Override
	public boolean complete(T value) {
		CompletableFuture<T> known = this.origin;
		return (known != null) ? known.complete(value) : super.complete(value);
	}

	@Override
	public boolean completeExceptionally(Throwable thrown) {
		CompletableFuture<T> known = this.origin;
		return (known != null) ? known.completeExceptionally(thrown) : super.completeExceptionally(thrown);
	}

	@Override
	public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
		CompletableFuture<T> known = this.origin;
		if (known == null) {
			return super.completeAsync(supplier, executor);
		}
		var unused = known.completeAsync(supplier, executor);
		return this;
	}

	@Override
	public void obtrudeValue(T value) {
		CompletableFuture<T> known = this.origin;
		if (known != null) {
			known.obtrudeValue(value);
		}
		super.obtrudeValue(value);
	}

	@Override
	public void obtrudeException(Throwable thrown) {
		CompletableFuture<T> known = this.origin;
		if (known != null) {
			known.obtrudeException(thrown);
		}
		super.obtrudeException(thrown);
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		CompletableFuture<T> known = this.origin;
		return (known != null) ? known.newIncompleteFuture() : super.newIncompleteFuture();
	}

	@Override
	public Executor defaultExecutor() {
		CompletableFuture<T> known = this.origin;
		return (known != null) ? known.defaultExecutor() : super.defaultExecutor();
	}

}
