package io.supervision.benchmarks.runs;

/**
 * A bean of the application that components depend on.
 */
class Board {

	private volatile int running;

	synchronized void started() {
		this.running++;
	}

	synchronized void stopped() {
		this.running--;
	}

	int running() {
		return this.running;
	}

}
