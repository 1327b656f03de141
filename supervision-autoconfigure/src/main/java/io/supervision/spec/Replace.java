package io.supervision.spec;

/**
 * The order in which one generation of a component takes the place of another.
 */
public enum Replace {

	/** The old generation is stopped before the new one starts. */
	STOP_FIRST,

	/** The new generation is started before the old one is stopped. */
	START_FIRST

}
