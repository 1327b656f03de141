package io.supervision.bean;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * One scheduled run of a method, on a thread of the component, while the thread of the
 * scheduler waits for it. That thread is released when the run has ended, or when it is
 * left behind.
 */
final class Tick {

	private static final Outcome GONE = new Outcome(Outcome.Kind.LEFT, null, null);

	private final Method method;

	private final @Nullable Object[] arguments;

	private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

	private volatile @Nullable CallSet entered;

	private volatile boolean left;

	private volatile boolean hung;

	@GuardedBy("this")
	private @Nullable Thread thread;

	@GuardedBy("this")
	private boolean interrupted;

	@GuardedBy("this")
	private boolean over;

	/**
	 * Make a run that has not begun.
	 * @param method what to call
	 * @param arguments what to call it with
	 */
	Tick(Method method, @Nullable Object[] arguments) {
		ReflectionUtils.makeAccessible(method);
		this.method = method;
		this.arguments = arguments;
	}

	Method method() {
		return this.method;
	}

	/**
	 * Make the call, on the current thread.
	 * @param target what to call it on
	 */
	void run(Object target) {
		begin();
		Outcome result;
		try {
			result = new Outcome(Outcome.Kind.RETURNED, this.method.invoke(target, this.arguments), null);
		}
		catch (InvocationTargetException ex) {
			Throwable thrown = ex.getTargetException();
			result = new Outcome((thrown instanceof MissedException) ? Outcome.Kind.MISSED : Outcome.Kind.THREW, null,
					thrown);
		}
		catch (Throwable ex) {
			result = new Outcome(Outcome.Kind.THREW, null, ex);
		}
		end(result);
	}

	/** Release the thread that waits, though there was no memory for what came of it. */
	void ended() {
		this.outcome.complete(GONE);
	}

	private synchronized void begin() {
		this.thread = Thread.currentThread();
		if (this.interrupted) {
			this.thread.interrupt();
		}
	}

	/**
	 * An interrupt that nobody has taken is the scheduler's again, if it came from it.
	 */
	private synchronized void end(Outcome result) {
		this.over = true;
		this.interrupted &= Thread.interrupted();
		this.outcome.complete(result);
	}

	/**
	 * Wait for the end of the run, or for its being left behind. To interrupt the thread
	 * that waits is to interrupt the run.
	 * @return what came of it
	 */
	Outcome await() {
		while (true) {
			try {
				Outcome result = this.outcome.get();
				if (isInterrupted()) {
					Thread.currentThread().interrupt();
				}
				return result;
			}
			catch (InterruptedException ex) {
				interrupt();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("a run ends with an outcome", ex);
			}
		}
	}

	private synchronized boolean isInterrupted() {
		return this.interrupted;
	}

	private synchronized void interrupt() {
		this.interrupted = true;
		if (this.thread != null && !this.over) {
			this.thread.interrupt();
		}
	}

	/**
	 * Learn what the call is counted on.
	 * @param calls the calls of its generation that it is among
	 */
	void entered(CallSet calls) {
		this.entered = calls;
	}

	boolean isOn(Thread current) {
		synchronized (this) {
			return this.thread == current && !this.over;
		}
	}

	boolean isAmong(CallSet calls) {
		return this.entered == calls;
	}

	/**
	 * Release the thread that waits, whatever becomes of the run. One that has not got in
	 * yet never will, and one that is out again is about to release it.
	 * @param hung whether the run hangs in the component itself
	 */
	void leave(boolean hung) {
		CallSet calls = this.entered;
		if (calls == null) {
			this.outcome.complete(new Outcome(Outcome.Kind.MISSED, null, null));
		}
		else if (calls.inFlight() > 0) {
			this.left = true;
			this.hung |= hung;
			this.outcome.complete(new Outcome(Outcome.Kind.LEFT, null, null));
		}
	}

	/** Whether nobody waits for its end, which is still to come. */
	boolean isLeft() {
		return this.left;
	}

	boolean isHung() {
		return this.hung;
	}

	/**
	 * What came of a run.
	 *
	 * @param kind how it ended
	 * @param value what was returned
	 * @param thrown what was thrown
	 */
	record Outcome(Kind kind, @Nullable Object value, @Nullable Throwable thrown) {

		/** How a run can end. */
		enum Kind {

			/** The method has returned. */
			RETURNED,

			/** The method has thrown. */
			THREW,

			/** The method was not called: its generation takes no more calls. */
			MISSED,

			/** The method has not ended, and is not waited for any more. */
			LEFT

		}

	}

	/** Thrown on the way into a generation that takes no more calls. */
	static final class MissedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		MissedException() {
			super("The generation takes no more calls", null, false, false);
		}

	}

}
