package io.supervision.spec;

/**
 * Whose fault a throwable is.
 */
public enum Classification {

	/** The caller's: the request was bad. Never counts. */
	CALLER,

	/** Something outside the component is down. Never counts against the component. */
	DEPENDENCY,

	/** The component's own. */
	COMPONENT

}
