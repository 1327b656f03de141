package io.supervision.spec;

/**
 * How far the restart of a child has come.
 */
public enum Phase {

	/** Calls that were in flight finish on the old generation. */
	DRAINING,

	/** The old generation is closed. */
	CLOSING,

	/** The next attempt waits for its time. */
	WAITING,

	/** The new generation is being started. */
	STARTING

}
