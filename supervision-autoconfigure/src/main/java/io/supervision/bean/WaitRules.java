package io.supervision.bean;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How calls wait for a component.
 *
 * @param waitTimeout how old an outage may be for calls still to wait for its end
 * @param startTimeout how long a call waits for the first start
 * @param onDemand starts the component when it is called before its turn
 * @param cycles the waits of the tree the component is in, one for all of its gates
 * @param ties which components of that tree are restarted together
 * @param nanos monotonic time, the same that transitions are measured in
 */
record WaitRules(Duration waitTimeout, Duration startTimeout, OnDemand onDemand, StartCycles cycles, Ties ties,
		LongSupplier nanos) {

	/** How calls wait for a component that is restarted alone. */
	WaitRules(Duration waitTimeout, Duration startTimeout, OnDemand onDemand, StartCycles cycles, LongSupplier nanos) {
		this(waitTimeout, startTimeout, onDemand, cycles, Ties.NONE, nanos);
	}

	long waitNanos() {
		return nanos(this.waitTimeout);
	}

	long startNanos() {
		return nanos(this.startTimeout);
	}

	/**
	 * Nanoseconds of a duration, or the most there are if it is longer.
	 */
	static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

}
