package sample.clinic.stock;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether there is anything on the shelves.
 */
@Component
class StockHealthIndicator implements HealthIndicator {

	private final StockService stock;

	StockHealthIndicator(StockService stock) {
		this.stock = stock;
	}

	@Override
	public Health health() {
		int kinds = this.stock.getKinds();
		return ((kinds > 0) ? Health.up() : Health.down()).withDetail("kinds", kinds).build();
	}

}
