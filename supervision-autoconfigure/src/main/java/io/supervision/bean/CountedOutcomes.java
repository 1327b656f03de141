package io.supervision.bean;

import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the calls into a generation that takes a limited number of them: it
 * counts those that have ended. The generations of all other components pay nothing for
 * this, and those that are counted one addition on a stripe of the caller's own.
 */
final class CountedOutcomes implements CallOutcomes {

	private final CallOutcomes outcomes;

	private final long[] counts = Stripes.create();

	CountedOutcomes(CallOutcomes outcomes) {
		this.outcomes = outcomes;
	}

	/** Always, so that it is told of each success. */
	@Override
	public boolean troubled() {
		return true;
	}

	@Override
	public void succeeded(int method) {
		Stripes.add(this.counts, 1);
		if (this.outcomes.troubled()) {
			this.outcomes.succeeded(method);
		}
	}

	@Override
	public @Nullable Verdict threw(int method, Throwable thrown) {
		Stripes.add(this.counts, 1);
		return this.outcomes.threw(method, thrown);
	}

	@Override
	public @Nullable Verdict threwTooLate(int method, Throwable thrown) {
		return this.outcomes.threwTooLate(method, thrown);
	}

	/** How many calls have ended, not one too many. */
	long ended() {
		return Stripes.sum(this.counts);
	}

}
