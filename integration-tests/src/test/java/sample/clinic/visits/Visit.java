package sample.clinic.visits;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A visit. Its state is kept by {@link VisitWorkflow}, and by nobody else.
 */
@Entity
@Table(name = "visits")
class Visit {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private Long id;

	private long petId;

	private String reason;

	protected Visit() {
	}

	Visit(long petId, String reason) {
		this.petId = petId;
		this.reason = reason;
	}

	long getId() {
		return this.id;
	}

	long getPetId() {
		return this.petId;
	}

	String getReason() {
		return this.reason;
	}

}
