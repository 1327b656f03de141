package io.supervision.benchmarks.runs;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.tree.TreeListener;

/**
 * Waits until components run again: the tree says so the moment they do.
 */
class Restarted implements TreeListener {

	private static final int LIMIT_SECONDS = 60;

	private final Semaphore restarts = new Semaphore(0);

	private volatile boolean gaveUp;

	@Override
	public void happened(SupervisionEvent event) {
		if (event instanceof ChildRestarted) {
			this.restarts.release();
		}
		this.gaveUp |= event instanceof ChildIsolated;
	}

	/**
	 * Wait for restarts.
	 * @param number how many
	 */
	void await(int number) throws InterruptedException {
		if (!this.restarts.tryAcquire(number, LIMIT_SECONDS, TimeUnit.SECONDS) || this.gaveUp) {
			throw new IllegalStateException("Not all of " + number + " components were restarted: "
					+ this.restarts.availablePermits() + (this.gaveUp ? ", and the tree gave up" : ""));
		}
	}

	/**
	 * Break a component.
	 * @param component the component, through its proxy
	 */
	static void fail(Small component) {
		try {
			component.work(true);
		}
		catch (Small.Broken ex) {
			return;
		}
		throw new IllegalStateException("The component has not failed");
	}

}
