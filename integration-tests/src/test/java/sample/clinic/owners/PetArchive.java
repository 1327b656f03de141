package sample.clinic.owners;

import java.util.List;
import java.util.Optional;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.springframework.stereotype.Repository;

/**
 * A DAO from before there was Spring Data.
 */
@Repository
class PetArchive {

	@PersistenceContext
	private EntityManager entities;

	long store(Pet pet) {
		this.entities.persist(pet);
		this.entities.flush();
		return pet.getId();
	}

	Optional<Pet> find(long id) {
		return Optional.ofNullable(this.entities.find(Pet.class, id));
	}

	Optional<Pet> byChip(String chip) {
		return this.entities.createQuery("select p from Pet p where p.chip = :chip", Pet.class)
			.setParameter("chip", chip)
			.getResultStream()
			.findFirst();
	}

	List<String> namesOf(long owner) {
		return this.entities
			.createQuery("select p.name from Pet p where p.ownerId = :owner order by p.name", String.class)
			.setParameter("owner", owner)
			.getResultList();
	}

}
