package sample.everyday.users;

import io.supervision.annotation.Supervised;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller, supervised too.
 */
@RestController
@Supervised
class OrderController {

	private final Orders orders;

	OrderController(Orders orders) {
		this.orders = orders;
	}

	@GetMapping("/totals/{sku}/{quantity}")
	Total total(@PathVariable("sku") String sku, @PathVariable("quantity") int quantity) {
		return new Total(sku, this.orders.total(sku, quantity));
	}

}
