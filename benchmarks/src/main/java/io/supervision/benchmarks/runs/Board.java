package io.supervision.benchmarks.runs;

/**
 * A bean of the application that components depend on.
 */
class Board {

	/** Made once: what is measured is not how long it takes to write a stack down. */
	private final Small.Broken broken = new Small.Broken();

	private volatile int running;

	synchronized void started() {
		this.running++;
	}

	synchronized void stopped() {
		this.running--;
	}

	Small.Broken broken() {
		return this.broken;
	}

	int running() {
		return this.running;
	}

}
