package io.supervision.bean;

/**
 * What waits for what in one tree.
 *
 * @param cycles the starts that wait for other components
 * @param held the calls that wait for other components
 */
record TreeWaits(StartCycles cycles, HeldCalls held) {

	TreeWaits() {
		this(new StartCycles(), new HeldCalls());
	}

}
