package io.supervision.bean;

/**
 * What waits for what in one tree.
 *
 * @param ties the components that are restarted together
 * @param cycles the starts that wait for other components
 * @param held the calls that wait for other components
 */
record TreeWaits(Ties ties, StartCycles cycles, HeldCalls held) {

	TreeWaits(Ties ties) {
		this(ties, new StartCycles(), new HeldCalls());
	}

}
