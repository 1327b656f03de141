package sample.clinic.visits;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a visit stands.
 */
public enum VisitState {

	/** In the waiting room. */
	WAITING,

	/** With the vet. */
	TREATED,

	/** Gone, with an invoice. */
	CLOSED;

	boolean mayBecome(VisitState next) {
		Set<VisitState> possible = (this == WAITING) ? EnumSet.of(TREATED, CLOSED)
				: (this == TREATED) ? EnumSet.of(TREATED, CLOSED) : EnumSet.noneOf(VisitState.class);
		return possible.contains(next);
	}

}
