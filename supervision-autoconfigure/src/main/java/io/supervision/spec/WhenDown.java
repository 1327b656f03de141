package io.supervision.spec;

/**
 * What becomes of an event for a component that has no running generation. Its publisher
 * and the other listeners never notice.
 */
public enum WhenDown {

	/** Not set: the configured default applies, which is {@link #DROP} in the end. */
	DEFAULT,

	/** The event is dropped at once, and counted. */
	DROP,

	/**
	 * The publisher waits as long as a caller would, where it may; then the event is
	 * dropped, and counted.
	 */
	WAIT,

	/**
	 * The event is kept, and handled in its turn on another thread once the component
	 * runs again. What does not fit into the queue is dropped, and counted.
	 */
	QUEUE

}
