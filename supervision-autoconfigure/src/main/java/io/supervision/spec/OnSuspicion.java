package io.supervision.spec;

/**
 * What a suspicion, an uncertain fault, leads to.
 */
public enum OnSuspicion {

	/** Not set: the configured default applies, which is {@link #RESTART} in the end. */
	DEFAULT,

	/** A restart out of the component's allowance; it never escalates. */
	RESTART,

	/** Nothing but a record of what would have been done. */
	OBSERVE,

	/** The same as a failure. */
	FAIL

}
