package sample.clinic.web;

import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import sample.clinic.visits.Admission;
import sample.clinic.visits.Desk;
import sample.clinic.visits.Discharge;
import sample.clinic.visits.VisitService;

@RestController
class VisitController {

	private final Desk desk;

	private final VisitService visits;

	private final CurrentUser user;

	VisitController(Desk desk, VisitService visits, CurrentUser user) {
		this.desk = desk;
		this.visits = visits;
		this.user = user;
	}

	@PostMapping("/visits")
	@ResponseStatus(HttpStatus.CREATED)
	Map<String, Long> admit(@Valid @RequestBody Admission admission) {
		return Map.of("id", this.desk.admit(admission));
	}

	@PostMapping("/visits/{id}/treatments")
	void treat(@PathVariable long id, @Valid @RequestBody Treatment treatment) {
		this.visits.treat(id, treatment.sku(), treatment.quantity());
	}

	@PostMapping("/visits/{id}/discharge")
	Map<String, Long> discharge(@PathVariable long id, @RequestParam(defaultValue = "MONDAY") String day) {
		return Map.of("invoice", this.desk.discharge(new Discharge(id, day)));
	}

	@GetMapping("/visits/{id}")
	Map<String, String> visit(@PathVariable long id) {
		return Map.of("state", this.visits.state(id).name(), "asked", this.user.name());
	}

	record Treatment(@NotBlank String sku, int quantity) {
	}

}
