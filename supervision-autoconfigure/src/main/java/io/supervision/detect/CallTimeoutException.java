package io.supervision.detect;

import java.io.Serial;

/**
 * Says that calls have been in flight for longer than the component's call timeout. Its
 * stack trace is that of a thread such a call is on.
 */
final class CallTimeoutException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	CallTimeoutException(String message, StackTraceElement[] stack) {
		super(message, null, false, true);
		setStackTrace(stack);
	}

}
