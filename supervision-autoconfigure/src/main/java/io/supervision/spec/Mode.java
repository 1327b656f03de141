package io.supervision.spec;

/**
 * Whether detected faults are acted on.
 */
public enum Mode {

	/** Faults lead to restarts. */
	ACT,

	/** Faults are recorded with what would have been done, and nothing is done. */
	OBSERVE

}
