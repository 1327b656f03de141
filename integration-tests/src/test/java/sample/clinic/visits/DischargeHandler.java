package sample.clinic.visits;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Closes the visit and writes the invoice, in one transaction.
 */
@Component
@Transactional
class DischargeHandler implements Handler<Discharge> {

	private final VisitService visits;

	DischargeHandler(VisitService visits) {
		this.visits = visits;
	}

	@Override
	public long handle(Discharge discharge) {
		return this.visits.close(discharge.visit(), discharge.day());
	}

}
