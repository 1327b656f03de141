package sample.clinic.owners;

import java.time.LocalDate;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "pets")
public class Pet {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private Long id;

	private long ownerId;

	private String name;

	private String species;

	private String chip;

	private LocalDate born;

	protected Pet() {
	}

	Pet(long ownerId, String name, String species, String chip, LocalDate born) {
		this.ownerId = ownerId;
		this.name = name;
		this.species = species;
		this.chip = chip;
		this.born = born;
	}

	public long getId() {
		return this.id;
	}

	public long getOwnerId() {
		return this.ownerId;
	}

	public String getName() {
		return this.name;
	}

	public String getSpecies() {
		return this.species;
	}

	public String getChip() {
		return this.chip;
	}

	public LocalDate getBorn() {
		return this.born;
	}

}
