package sample.clinic.web;

import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import sample.clinic.owners.Microchip;
import sample.clinic.owners.OwnerSearch;
import sample.clinic.owners.OwnerService;
import sample.clinic.owners.OwnerView;
import sample.clinic.owners.Pet;
import sample.clinic.owners.PetService;

@RestController
class OwnerController {

	private final OwnerService owners;

	private final OwnerSearch search;

	private final PetService pets;

	OwnerController(OwnerService owners, OwnerSearch search, PetService pets) {
		this.owners = owners;
		this.search = search;
		this.pets = pets;
	}

	@PostMapping("/owners")
	@ResponseStatus(HttpStatus.CREATED)
	Map<String, Long> register(@Valid @RequestBody NewOwner owner) {
		long id = (owner.pet() != null)
				? this.owners.registerWithPet(owner.name(), owner.email(), owner.city(), owner.pet())
				: this.owners.register(owner.name(), owner.email(), owner.city());
		return Map.of("id", id);
	}

	@GetMapping("/owners/{id}")
	OwnerView view(@PathVariable long id) {
		return this.owners.view(id);
	}

	@PutMapping("/owners/{id}/city")
	OwnerView move(@PathVariable long id, @RequestParam String to) {
		this.owners.move(id, to);
		return this.owners.view(id);
	}

	@GetMapping("/owners")
	List<String> in(@RequestParam String city) {
		return this.search.namesIn(city);
	}

	@PostMapping("/owners/{id}/pets")
	@ResponseStatus(HttpStatus.CREATED)
	Map<String, Long> register(@PathVariable long id, @Valid @RequestBody PetService.NewPet pet) {
		return Map.of("id", this.pets.register(id, pet));
	}

	@GetMapping("/pets/{chip}")
	Map<String, String> pet(@PathVariable Microchip chip) {
		Pet pet = this.pets.byChip(chip);
		return Map.of("name", pet.getName(), "species", pet.getSpecies());
	}

	record NewOwner(@NotBlank String name, @NotBlank @Email String email, @NotBlank String city,
			@Valid PetService.NewPet pet) {
	}

}
