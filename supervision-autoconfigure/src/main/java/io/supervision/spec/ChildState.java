package io.supervision.spec;

/**
 * Where a child stands.
 */
public enum ChildState {

	/** On its way to its first run. */
	STARTING,

	/** Running. */
	RUNNING,

	/** Between two runs: from the fence of the old generation until the new one runs. */
	RESTARTING,

	/** Being shut down for good. */
	STOPPING,

	/** Not running, and nobody is going to start it. */
	STOPPED,

	/** Left alone after its supervisor gave up on it, until its cool-down is over. */
	ISOLATED

}
