package sample.clinic.billing;

import java.time.DayOfWeek;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(3)
class MinimumFee implements PriceRule {

	private final Pricing pricing;

	MinimumFee(Pricing pricing) {
		this.pricing = pricing;
	}

	@Override
	public long apply(long cents, int age, DayOfWeek day) {
		return Math.max(cents, this.pricing.minimum());
	}

}
