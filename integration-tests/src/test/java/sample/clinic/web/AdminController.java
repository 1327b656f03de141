package sample.clinic.web;

import java.util.List;
import java.util.Map;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import sample.clinic.billing.Money;
import sample.clinic.billing.TariffTable;
import sample.clinic.reports.AbstractReport;

/**
 * For administrators only, as the class says.
 */
@RestController
@PreAuthorize("hasRole('ADMIN')")
class AdminController {

	private final List<AbstractReport> reports;

	private final TariffTable tariffs;

	AdminController(List<AbstractReport> reports, TariffTable tariffs) {
		this.reports = reports;
		this.tariffs = tariffs;
	}

	@GetMapping("/admin/reports")
	List<String> reports() {
		return this.reports.stream().map(AbstractReport::render).toList();
	}

	@PutMapping("/admin/tariffs/{code}")
	Map<String, Long> change(@PathVariable String code, @RequestParam Money price) {
		this.tariffs.change(code, price.cents());
		return Map.of("cents", this.tariffs.cents(code));
	}

	@GetMapping("/admin/tariffs/{code}")
	Map<String, Long> tariff(@PathVariable String code) {
		return Map.of("cents", this.tariffs.cents(code));
	}

}
