package io.supervision.bean;

import java.util.concurrent.CompletionStage;

/**
 * Starts a component before its turn, for the sake of a call that has come too early.
 */
@FunctionalInterface
interface OnDemand {

	/**
	 * Start a component unless it runs or is being started. Called on the thread of the
	 * call, which waits for the outcome for no longer than the component's start timeout.
	 * @param component the id of the component
	 * @return completes when it runs, or with the reason why it does not
	 */
	CompletionStage<Void> start(String component);

}
