package sample.clinic.visits;

/**
 * A pet has come in.
 */
public class VisitOpened extends VisitEvent {

	private static final long serialVersionUID = 1L;

	VisitOpened(Object source, long visit) {
		super(source, visit);
	}

}
