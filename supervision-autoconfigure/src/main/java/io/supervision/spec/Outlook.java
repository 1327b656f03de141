package io.supervision.spec;

/**
 * What is going to become of one generation, as its supervisor sees it.
 */
public enum Outlook {

	/** It goes on: nothing that was reported of it is a reason to replace it. */
	STAYS,

	/** It is being replaced, or ended. */
	GOES,

	/** It goes, and no restart is left of the budget for the one that follows. */
	LAST

}
