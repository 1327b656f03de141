package io.supervision.benchmarks.runs;

import io.supervision.annotation.Supervised;

/**
 * The small component, supervised. Its exception is a certain failure, so each leads to a
 * restart and is counted.
 */
@Supervised(failOn = Small.Broken.class)
class SupervisedSmall extends Small {

	SupervisedSmall(Board board) {
		super(board);
	}

}
