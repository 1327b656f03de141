package sample.clinic.visits;

import org.springframework.stereotype.Component;

import sample.clinic.owners.Microchip;
import sample.clinic.owners.PetService;

@Component
class AdmissionHandler implements Handler<Admission> {

	private final PetService pets;

	private final VisitService visits;

	AdmissionHandler(PetService pets, VisitService visits) {
		this.pets = pets;
		this.visits = visits;
	}

	@Override
	public long handle(Admission admission) {
		return this.visits.open(this.pets.byChip(new Microchip(admission.chip())).getId(), admission.reason());
	}

}
