package sample.clinic.billing;

import java.time.DayOfWeek;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * A tenth less for old pets. Says its order itself.
 */
@Component
class SeniorDiscount implements PriceRule, Ordered {

	private final Pricing pricing;

	SeniorDiscount(Pricing pricing) {
		this.pricing = pricing;
	}

	@Override
	public long apply(long cents, int age, DayOfWeek day) {
		return (age >= this.pricing.seniorFrom()) ? cents * 9 / 10 : cents;
	}

	@Override
	public int getOrder() {
		return 2;
	}

}
