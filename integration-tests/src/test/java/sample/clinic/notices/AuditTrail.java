package sample.clinic.notices;

import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

import sample.clinic.visits.VisitEvent;

/**
 * Writes down what happens to visits.
 */
@Component
class AuditTrail implements ApplicationListener<VisitEvent> {

	private final AuditWriter writer;

	AuditTrail(AuditWriter writer) {
		this.writer = writer;
	}

	@Override
	public void onApplicationEvent(VisitEvent event) {
		this.writer.write(event.getClass().getSimpleName() + " " + event.visit());
	}

}
