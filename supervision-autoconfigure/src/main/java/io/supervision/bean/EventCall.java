package io.supervision.bean;

import java.util.function.Supplier;

import io.supervision.ComponentUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to tell a component of an event. It tells apart, exactly, a call that was
 * not let in from one that was let in and has thrown: the first is ours, the second is
 * the publisher's to see, even where it threw the same exception because the listener
 * itself called a component that is down.
 */
final class EventCall {

	private static final ThreadLocal<EventCall> CURRENT = new ThreadLocal<>();

	private final CallGate gate;

	private final boolean waits;

	private @Nullable ComponentUnavailableException refusal;

	/**
	 * Prepare an attempt.
	 * @param gate the way into the component
	 * @param waits whether it waits as long as calls do, or not at all; before the
	 * component has first run it does so in any case
	 */
	EventCall(CallGate gate, boolean waits) {
		this.gate = gate;
		this.waits = waits;
	}

	/**
	 * Find the attempt the current thread is making, if the component has not been
	 * entered yet. Asked by calls only that find no open generation.
	 * @param gate the way into the component that is called
	 * @return the attempt, or {@code null} if this is any other call
	 */
	static @Nullable EventCall atTheDoorOf(CallGate gate) {
		EventCall call = CURRENT.get();
		ProxyClass proxy = gate.proxy();
		return (call != null && call.gate == gate && proxy != null && proxy.onStackAbove(EventCall.class) == 1) ? call
				: null;
	}

	/**
	 * Make the call, which goes through the component's proxy.
	 * @param call the call
	 * @return what it returns, {@code null} if it was refused
	 */
	@Nullable Object make(Supplier<@Nullable Object> call) {
		EventCall outer = CURRENT.get();
		CURRENT.set(this);
		try {
			return call.get();
		}
		catch (RuntimeException ex) {
			if (isRefusal(ex)) {
				return null;
			}
			throw ex;
		}
		finally {
			if (outer != null) {
				CURRENT.set(outer);
			}
			else {
				CURRENT.remove();
			}
		}
	}

	/** Listeners of others may wrap what they get from the bean. */
	private boolean isRefusal(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && this.refusal != null && depth < 8; depth++) {
			if (cause == this.refusal) {
				return true;
			}
			cause = cause.getCause();
		}
		this.refusal = null;
		return false;
	}

	boolean waits() {
		return this.waits;
	}

	void refuse(ComponentUnavailableException refusal) {
		this.refusal = refusal;
	}

	/**
	 * Why the component was not entered.
	 * @return what its gate answered, or {@code null} if it was
	 */
	@Nullable ComponentUnavailableException refusal() {
		return this.refusal;
	}

}
