package sample.clinic.billing;

import java.time.DayOfWeek;

import org.springframework.stereotype.Component;

/**
 * Prices as in the table.
 */
@Component
class TariffPrices implements Prices {

	private final TariffTable tariffs;

	TariffPrices(TariffTable tariffs) {
		this.tariffs = tariffs;
	}

	@Override
	public long cents(String code, int age, DayOfWeek day) {
		return this.tariffs.cents(code);
	}

}
