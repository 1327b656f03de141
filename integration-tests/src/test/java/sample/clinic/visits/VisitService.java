package sample.clinic.visits;

import java.time.DayOfWeek;
import java.util.NoSuchElementException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import sample.clinic.billing.Billing;
import sample.clinic.owners.Pet;
import sample.clinic.owners.PetService;
import sample.clinic.stock.StockService;

/**
 * Visits from the door to the invoice.
 */
@Service
public class VisitService {

	private final VisitRepository visits;

	private final VisitWorkflow workflow;

	private final PetService pets;

	private final Treatment treatment;

	private final ApplicationEventPublisher events;

	VisitService(VisitRepository visits, VisitWorkflow workflow, PetService pets, Treatment treatment,
			ApplicationEventPublisher events) {
		this.visits = visits;
		this.workflow = workflow;
		this.pets = pets;
		this.treatment = treatment;
		this.events = events;
	}

	@Transactional
	public long open(long pet, String reason) {
		long id = this.visits.saveAndFlush(new Visit(pet, reason)).getId();
		this.events.publishEvent(new VisitOpened(this, id));
		return id;
	}

	@Transactional
	public void treat(long visit, String sku, int quantity) {
		this.workflow.move(visit, VisitState.TREATED);
		this.treatment.give(visit, sku, quantity);
	}

	@Transactional
	long close(long visit, String day) {
		Visit open = find(visit);
		this.workflow.move(visit, VisitState.CLOSED);
		Pet pet = this.pets.find(open.getPetId());
		long invoice = this.treatment.charge(visit, pet, DayOfWeek.valueOf(day));
		this.events.publishEvent(new VisitClosed(this, visit, pet.getOwnerId(), invoice));
		return invoice;
	}

	public VisitState state(long visit) {
		return this.workflow.state(visit);
	}

	private Visit find(long visit) {
		return this.visits.findById(visit).orElseThrow(() -> new NoSuchElementException("visit " + visit));
	}

	/**
	 * What visits have to do with medicines and money, in one place.
	 */
	@org.springframework.stereotype.Component
	static class Treatment {

		private final StockService stock;

		private final Billing billing;

		Treatment(StockService stock, Billing billing) {
			this.stock = stock;
			this.billing = billing;
		}

		@Transactional
		void give(long visit, String sku, int quantity) {
			this.stock.take(visit, sku, quantity);
		}

		@Transactional
		long charge(long visit, Pet pet, DayOfWeek day) {
			return this.billing.invoice(visit, pet, day);
		}

	}

}
