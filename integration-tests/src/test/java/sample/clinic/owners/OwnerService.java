package sample.clinic.owners;

import java.util.NoSuchElementException;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Owners. Needs the pets, which need the owners: the usual circle, closed by a setter.
 */
@Service
@Transactional
public class OwnerService {

	private final OwnerRepository owners;

	private PetService pets;

	OwnerService(OwnerRepository owners) {
		this.owners = owners;
	}

	@Autowired
	void setPets(PetService pets) {
		this.pets = pets;
	}

	public long register(String name, String email, String city) {
		if (this.owners.existsByEmail(email)) {
			throw new DuplicateOwnerException(email);
		}
		return this.owners.saveAndFlush(new Owner(name, email, city)).getId();
	}

	/** Both are saved, or none is. */
	public long registerWithPet(String name, String email, String city, PetService.NewPet pet) {
		long owner = register(name, email, city);
		this.pets.register(owner, pet);
		return owner;
	}

	@Transactional(readOnly = true)
	public OwnerView view(long id) {
		Owner owner = find(id);
		return new OwnerView(owner.getId(), owner.getName(), owner.getCity(), this.pets.namesOf(id));
	}

	/** No save: the change is found when the transaction ends. */
	public void move(long id, String city) {
		find(id).moveTo(city);
	}

	public String email(long id) {
		return find(id).getEmail();
	}

	void requireExisting(long id) {
		find(id);
	}

	private Owner find(long id) {
		return this.owners.findById(id).orElseThrow(() -> new NoSuchElementException("owner " + id));
	}

}
