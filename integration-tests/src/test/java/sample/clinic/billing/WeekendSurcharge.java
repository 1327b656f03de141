package sample.clinic.billing;

import java.time.DayOfWeek;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(1)
class WeekendSurcharge implements PriceRule {

	private final Pricing pricing;

	WeekendSurcharge(Pricing pricing) {
		this.pricing = pricing;
	}

	@Override
	public long apply(long cents, int age, DayOfWeek day) {
		return (day.compareTo(DayOfWeek.FRIDAY) > 0) ? cents + this.pricing.weekend() : cents;
	}

}
