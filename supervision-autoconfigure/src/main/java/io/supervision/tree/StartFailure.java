package io.supervision.tree;

import java.io.Serial;

/**
 * A supervisor could not start because a child could not (OTP: failed_to_start_child).
 */
final class StartFailure extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String origin;

	StartFailure(String supervisor, String child, Throwable cause) {
		super("Supervisor '" + supervisor + "' did not start: its child '" + child + "' failed to start", cause);
		this.origin = (cause instanceof StartFailure below) ? below.origin : child;
	}

	/** The path of the component the failure began at. */
	static String origin(Throwable cause, String path) {
		return (cause instanceof StartFailure failure) ? failure.origin : path;
	}

}
