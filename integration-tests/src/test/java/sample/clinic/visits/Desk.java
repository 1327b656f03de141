package sample.clinic.visits;

import org.springframework.stereotype.Service;

/**
 * The front desk, which knows who does what.
 */
@Service
public class Desk {

	private final Handler<Admission> admissions;

	private final Handler<Discharge> discharges;

	Desk(Handler<Admission> admissions, Handler<Discharge> discharges) {
		this.admissions = admissions;
		this.discharges = discharges;
	}

	public long admit(Admission admission) {
		return this.admissions.handle(admission);
	}

	public long discharge(Discharge discharge) {
		return this.discharges.handle(discharge);
	}

}
