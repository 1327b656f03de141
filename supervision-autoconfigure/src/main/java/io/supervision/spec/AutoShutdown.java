package io.supervision.spec;

/**
 * Whether a supervisor ends by itself when significant children have ended (OTP:
 * auto_shutdown).
 */
public enum AutoShutdown {

	/** Never. */
	NEVER,

	/** As soon as one significant child has ended by itself. */
	ANY_SIGNIFICANT,

	/** Once no significant child is active any more. */
	ALL_SIGNIFICANT

}
