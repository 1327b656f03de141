package io.supervision.bean;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A call that is in flight beyond the return of its method, until what it has returned
 * has come to its end. It leaves its generation once, however often it is told to. Public
 * because the generated proxies of all components link to it.
 */
public final class FollowedCall {

	private final CallSet calls;

	private final int method;

	private final AtomicBoolean over = new AtomicBoolean();

	/**
	 * Follow a call that has been counted in.
	 * @param calls what it is counted on
	 * @param method the number of the method
	 */
	FollowedCall(CallSet calls, int method) {
		this.calls = calls;
		this.method = method;
	}

	/**
	 * Enter a generation once more, for something it has returned before.
	 * @return the call, or {@code null} if that generation takes no more calls
	 */
	static @Nullable FollowedCall into(GenerationCalls calls, int method) {
		CallSet entered = calls.enter();
		if (entered != null) {
			return new FollowedCall(entered, method);
		}
		CallSet own = calls.gate().reenter();
		if (own != null && own.calls() == calls) {
			return new FollowedCall(own, method);
		}
		if (own != null) {
			own.leave();
		}
		return null;
	}

	/**
	 * The instance to call. Called by generated code.
	 * @return the instance of the generation the call is in
	 */
	public Object target() {
		return this.calls.target();
	}

	/**
	 * End with a throwable: the method's own, or what its result has ended with. Called
	 * by generated code.
	 * @param thrown what came out
	 */
	public void threw(Throwable thrown) {
		if (this.over.compareAndSet(false, true)) {
			this.calls.threw(this.method, unwrapped(thrown));
		}
	}

	/** End well. */
	void succeeded() {
		if (this.over.compareAndSet(false, true)) {
			this.calls.returned(this.method);
		}
	}

	/** End without anything to be learned from it. */
	void left() {
		if (this.over.compareAndSet(false, true)) {
			this.calls.leave();
		}
	}

	void ended(@Nullable Throwable thrown) {
		if (thrown != null) {
			threw(thrown);
		}
		else {
			succeeded();
		}
	}

	/**
	 * Go on until a stage completes. A caller hangs his own steps on a future that
	 * completes after the call has been judged and counted out: the steps of a
	 * {@link CompletableFuture} run last come, first served, so on the component's own
	 * they would run while the call is still in flight, and what they throw on would be
	 * blamed on the wrong component. Called by generated code.
	 * @param result what the method has returned
	 * @return what the caller gets
	 */
	public @Nullable Object future(@Nullable Object result) {
		if (!(result instanceof CompletableFuture<?> origin) || origin.isDone()) {
			return stage(result);
		}
		try {
			Object followed = FollowedFuture.of(origin, this);
			return followed;
		}
		catch (RuntimeException | Error ex) {
			left();
			return result;
		}
	}

	/**
	 * Go on until a stage completes that has to be handed out itself. Called by generated
	 * code.
	 * @param result what the method has returned
	 * @return the same
	 */
	public @Nullable Object stage(@Nullable Object result) {
		if (result == null) {
			succeeded();
			return null;
		}
		try {
			var unused = ((CompletionStage<?>) result).whenComplete((value, thrown) -> ended(thrown));
		}
		catch (RuntimeException | Error ex) {
			// A stage that cannot be followed is no more than a result.
			left();
		}
		return result;
	}

	/**
	 * End here, and let each subscription to a publisher be a call of its own. Called by
	 * generated code.
	 * @param result what the method has returned
	 * @param proxy the proxy it was called on
	 * @param arguments what it was called with
	 * @return what the caller gets
	 */
	public @Nullable Object publisher(@Nullable Object result, Object proxy, Object[] arguments) {
		if (result == null) {
			succeeded();
			return null;
		}
		left();
		CallAgain again = new CallAgain(this.calls.calls().gate(), proxy, this.method, arguments);
		return FollowedPublisher.of((Publisher<?>) result, this.calls.calls(), again);
	}

	private static Throwable unwrapped(Throwable thrown) {
		Throwable inner = thrown;
		for (Throwable cause = thrown; cause instanceof CompletionException
				|| cause instanceof ExecutionException; cause = inner) {
			if (cause.getCause() == null || cause.getCause() == cause) {
				return cause;
			}
			inner = cause.getCause();
		}
		return inner;
	}

}
