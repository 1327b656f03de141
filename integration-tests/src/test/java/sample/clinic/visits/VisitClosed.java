package sample.clinic.visits;

/**
 * A pet has gone home.
 */
public class VisitClosed extends VisitEvent {

	private static final long serialVersionUID = 1L;

	private final long owner;

	private final long invoice;

	VisitClosed(Object source, long visit, long owner, long invoice) {
		super(source, visit);
		this.owner = owner;
		this.invoice = invoice;
	}

	public long owner() {
		return this.owner;
	}

	public long invoice() {
		return this.invoice;
	}

}
