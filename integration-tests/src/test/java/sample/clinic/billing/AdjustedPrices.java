package sample.clinic.billing;

import java.time.DayOfWeek;
import java.util.List;

import io.micrometer.observation.annotation.Observed;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Prices after all rules: a decorator, which is what everybody else gets.
 */
@Component
@Primary
class AdjustedPrices implements Prices {

	private final Prices delegate;

	private final List<PriceRule> rules;

	AdjustedPrices(Prices delegate, List<PriceRule> rules) {
		this.delegate = delegate;
		this.rules = rules;
	}

	@Override
	@Observed(name = "clinic.price")
	public long cents(String code, int age, DayOfWeek day) {
		long cents = this.delegate.cents(code, age, day);
		for (PriceRule rule : this.rules) {
			cents = rule.apply(cents, age, day);
		}
		return cents;
	}

}
