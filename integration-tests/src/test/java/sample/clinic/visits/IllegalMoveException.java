package sample.clinic.visits;

/**
 * A visit is not where it would have to be.
 */
public class IllegalMoveException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	IllegalMoveException(long visit, VisitState from, VisitState to) {
		super("Visit " + visit + " is " + from + " and cannot become " + to);
	}

}
