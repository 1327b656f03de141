package sample.clinic.owners;

import java.time.LocalDate;
import java.util.List;
import java.util.NoSuchElementException;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.Pattern;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Pets. The other half of the circle, injected lazily into a field.
 */
@Service
public class PetService {

	@Autowired
	@Lazy
	private OwnerService owners;

	@Autowired
	private PetArchive archive;

	@Autowired
	private SpeciesLexicon lexicon;

	@Transactional
	public long register(long owner, NewPet pet) {
		this.owners.requireExisting(owner);
		this.lexicon.require(pet.species());
		return this.archive.store(new Pet(owner, pet.name(), pet.species(), pet.chip(), pet.born()));
	}

	@Transactional(readOnly = true)
	public Pet byChip(Microchip chip) {
		return this.archive.byChip(chip.number())
			.orElseThrow(() -> new NoSuchElementException("pet with chip " + chip.number()));
	}

	@Transactional(readOnly = true)
	public Pet find(long id) {
		return this.archive.find(id).orElseThrow(() -> new NoSuchElementException("pet " + id));
	}

	List<String> namesOf(long owner) {
		return this.archive.namesOf(owner);
	}

	/**
	 * A pet to be registered.
	 *
	 * @param name its name
	 * @param species what it is
	 * @param chip the number of its chip
	 * @param born its birthday
	 */
	public record NewPet(@NotBlank String name, @NotBlank String species,
			@NotNull @Pattern(regexp = "[0-9]{15}") String chip, @NotNull @Past LocalDate born) {
	}

}
