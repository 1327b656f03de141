package io.supervision.bean;

import java.util.concurrent.Executor;

import io.supervision.detect.GenerationOutcomes;
import io.supervision.detect.WatchedBreaker;
import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.spec.Detector;
import io.supervision.spec.Link;

/**
 * The circuit breaker a component names, as its generations come and go: it is closed
 * when a generation takes calls that was started because the breaker had opened, and
 * never else. It is told everything by the tree's owner.
 */
final class ComponentBreaker {

	private final WatchedBreaker breaker;

	private final Executor workers;

	/** Whether the next generation is there because the breaker has opened. */
	private boolean restarting;

	/**
	 * Make the breaker of a component.
	 * @param breaker the breaker
	 * @param workers runs what the application has hung on it
	 */
	ComponentBreaker(WatchedBreaker breaker, Executor workers) {
		this.breaker = breaker;
		this.workers = workers;
	}

	/**
	 * Watch it on behalf of one generation.
	 * @param link the line to the supervisor
	 * @param outcomes what keeps track of the dependencies of this generation
	 */
	Watch watch(Link link, GenerationOutcomes outcomes) {
		return new Watch() {

			@Override
			public void begin() {
				ComponentBreaker.this.breaker.begin(link, outcomes);
				resetIfRestarted();
			}

			@Override
			public void end() {
				ComponentBreaker.this.breaker.end(outcomes);
			}

		};
	}

	private void resetIfRestarted() {
		if (this.restarting) {
			this.restarting = false;
			this.workers.execute(this.breaker::reset);
		}
	}

	/**
	 * Learn what the tree has decided about this component.
	 * @param event the event
	 */
	void told(SupervisionEvent event) {
		if (event instanceof ChildFailed failed && failed.detector() != Detector.START) {
			this.restarting = failed.detector() == Detector.BREAKER;
		}
		else if (event instanceof ChildStopped || (event instanceof ChildStartFailed && this.breaker.isOccupied())) {
			this.restarting = false;
		}
	}

}
