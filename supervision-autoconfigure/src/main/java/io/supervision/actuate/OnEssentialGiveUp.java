package io.supervision.actuate;

/**
 * What happens when the root gives up on an essential component.
 */
public enum OnEssentialGiveUp {

	/** Liveness breaks, so the platform restarts the application. */
	BREAK_LIVENESS,

	/** The application ends by itself. */
	SHUTDOWN,

	/** Traffic is refused and nothing else. */
	ISOLATE

}
