package io.supervision.spec;

/**
 * Whose restarts a supervisor counts together.
 */
public enum Budget {

	/** All children spend from one budget, as in OTP. */
	SHARED,

	/** Each child has a budget of its own. */
	PER_CHILD

}
