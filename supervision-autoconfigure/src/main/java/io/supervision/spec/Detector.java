package io.supervision.spec;

/**
 * What found a fault.
 */
public enum Detector {

	/** An exception that left a call. */
	EXCEPTION,

	/** A circuit breaker that opened. */
	BREAKER,

	/** A call that does not return. */
	HANG,

	/** A probe that reported false or threw. */
	PROBE,

	/** A return value that violates its constraint. */
	RESULT,

	/** A thread of the component that died. */
	THREAD,

	/** A worker method that threw. */
	WORKER,

	/** The component itself. */
	SELF,

	/** A start that failed or took too long. */
	START

}
