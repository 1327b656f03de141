package sample.clinic.visits;

import org.springframework.context.ApplicationEvent;

/**
 * Something happened to a visit. From the days when events had to extend a class.
 */
public abstract class VisitEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final long visit;

	VisitEvent(Object source, long visit) {
		super(source);
		this.visit = visit;
	}

	public long visit() {
		return this.visit;
	}

}
