package sample.clinic.notices;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import sample.clinic.owners.OwnerService;
import sample.clinic.visits.VisitClosed;
import sample.clinic.visits.VisitOpened;

/**
 * Tells people about visits: the staff at once, the owner once the invoice is certain.
 */
@Component
class VisitNotices {

	private final Mailer mailer;

	private final OwnerService owners;

	VisitNotices(Mailer mailer, OwnerService owners) {
		this.mailer = mailer;
		this.owners = owners;
	}

	@EventListener
	void opened(VisitOpened event) {
		this.mailer.send("staff", "visit " + event.visit());
	}

	@TransactionalEventListener
	void closed(VisitClosed event) {
		this.mailer.send(this.owners.email(event.owner()), "invoice " + event.invoice());
	}

}
