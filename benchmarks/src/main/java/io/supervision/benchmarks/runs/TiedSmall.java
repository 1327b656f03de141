package io.supervision.benchmarks.runs;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import io.supervision.spec.Strategy;

/**
 * The small component, restarted together with all others of its kind.
 */
@Supervised(failOn = Small.Broken.class)
@SupervisionGroup(value = "tied", strategy = Strategy.ONE_FOR_ALL, intensity = 1_000_000, period = "100ms")
class TiedSmall extends Small {

	TiedSmall(Board board) {
		super(board);
	}

}
