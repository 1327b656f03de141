package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.function.Predicate;

import io.supervision.ComponentUnavailableException;
import io.supervision.detect.Verdict;
import io.supervision.spec.Classification;
import org.jspecify.annotations.Nullable;

/**
 * A call that is safe to repeat and has failed: whether it is made again, and on what.
 * There is one per call, from its first failure on. Public because the generated proxies
 * of all components link to it.
 * <p>
 * Whether a fault is the component's or the request's cannot be seen, so no request may
 * gain by being repeated. If its own failure may have ended a generation, it is made
 * again once, and not if one more failure would be more than the budget of the supervisor
 * bears. If it was only caught up in the end of others, it has cost nothing, and is made
 * again three times at most. It is never made again on the same generation. What was made
 * again in vain is not made again further out.
 * <p>
 * A call that comes out of the component itself cannot wait for the next generation: that
 * one waits for the call around it to end. So it is the outermost call that is made
 * again, if it is safe to repeat.
 */
public final class Repetition {

	/** How often a call is made again at most. */
	static final int MOST = 3;

	/** How far the causes of a throwable are followed. */
	private static final int DEPTH = 32;

	/** What this thread has last made a call again for in vain. */
	private static final ThreadLocal<WeakReference<Throwable>> IN_VAIN = new ThreadLocal<>();

	private final CallGate gate;

	private final Throwable first;

	private int made;

	/** Whether a generation may have been ended by this call. */
	private boolean suspect;

	/** Whether the last throwable says no more than the first. */
	private boolean same = true;

	private @Nullable CallSet calls;

	/**
	 * Begin with the first failure.
	 * @param gate the way into the component
	 * @param first what came out of the call
	 */
	Repetition(CallGate gate, Throwable first) {
		this.gate = gate;
		this.first = first;
	}

	/**
	 * What the call is counted on now, and has to leave. Called by generated code.
	 * @return the set of the next generation
	 */
	public CallSet calls() {
		return Objects.requireNonNull(this.calls, "not entered");
	}

	/**
	 * Enter the next generation, if the call is to be made again.
	 * @param failed the generation the call has failed in, and has left
	 * @param verdict what was made of the throwable, or {@code null}
	 * @param interrupted whether the call was ended by an interrupt because it hung
	 * @param thrown what came out of it
	 * @return whether it is entered
	 */
	boolean enter(GenerationCalls failed, @Nullable Verdict verdict, boolean interrupted, Throwable thrown) {
		Cause cause = cause(verdict, interrupted, thrown);
		this.same = cause != Cause.ELSE;
		boolean suspected = cause == Cause.OWN || cause == Cause.PASSED_ON;
		if (cause == Cause.ELSE || this.made == MOST || (suspected && this.suspect) || OuterTransaction.isOpen()) {
			return false;
		}
		try {
			if (!isReplaced(failed, cause)) {
				return false;
			}
			CallSet next = this.gate.enter();
			if (next.calls() == failed) {
				next.leave();
				return false;
			}
			this.calls = next;
		}
		catch (ComponentUnavailableException ex) {
			suppress(this.first, ex);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		this.suspect |= suspected;
		this.made++;
		if (thrown != this.first) {
			suppress(this.first, thrown);
		}
		return true;
	}

	private Cause cause(@Nullable Verdict verdict, boolean interrupted, Throwable thrown) {
		if (interrupted || (verdict != null && verdict.classification() == Classification.COMPONENT)) {
			return Cause.OWN;
		}
		String blamed = (verdict != null) ? verdict.otherComponent() : null;
		if (blamed == null || wasInVain(thrown)
				|| !this.gate.rules().waits().ties().takesAlong(blamed, this.gate.component())) {
			return Cause.ELSE;
		}
		return isUnavailable(thrown) ? Cause.DOWN : Cause.PASSED_ON;
	}

	private static boolean isUnavailable(Throwable thrown) {
		return any(thrown, ComponentUnavailableException.class::isInstance);
	}

	private static boolean wasInVain(Throwable thrown) {
		WeakReference<Throwable> last = IN_VAIN.get();
		return last != null && any(thrown, last::refersTo);
	}

	private static boolean any(Throwable thrown, Predicate<Throwable> sought) {
		Throwable each = thrown;
		for (int i = 0; i < DEPTH && each != null; i++) {
			if (sought.test(each)) {
				return true;
			}
			each = each.getCause();
		}
		return false;
	}

	/** Nobody is asked as long as nothing was reported that could be the reason. */
	private boolean isReplaced(GenerationCalls failed, Cause cause) throws InterruptedException {
		Reports reports = failed.reports();
		boolean reported = reports != null && reports.undecided();
		if (!failed.fenced() && !reported && cause == Cause.OWN) {
			return false;
		}
		if (this.gate.mustNotOutwait(failed)) {
			return false;
		}
		return (cause == Cause.DOWN && failed.fenced())
				|| new Inquiry(this.gate, failed).isReplaced(cause != Cause.DOWN);
	}

	/**
	 * Decide what the caller gets.
	 * @param last what the call has ended with at last
	 * @return the first throwable, unless the last one says something else
	 */
	Throwable outcome(Throwable last) {
		if (last == this.first) {
			return last;
		}
		Throwable told = this.same ? this.first : last;
		if (this.suspect) {
			IN_VAIN.set(new WeakReference<>(told));
		}
		suppress(told, this.same ? last : this.first);
		return told;
	}

	/** Those without a stack trace may be shared, and would grow without end. */
	private static void suppress(Throwable told, Throwable other) {
		try {
			if (told != other && told.getStackTrace().length > 0) {
				told.addSuppressed(other);
			}
		}
		catch (Exception | StackOverflowError ex) {
			// It is asked by the code of whoever wrote its class.
		}
	}

	/** Why a call has failed. */
	private enum Cause {

		/** It is the component's own fault, or it hung. */
		OWN,

		/** It is the fault of another one that is restarted together with it. */
		PASSED_ON,

		/** Another one that is restarted together with it is down. */
		DOWN,

		/** Anything else: the caller's fault, or a dependency's. */
		ELSE

	}

}
