package sample.clinic.billing;

import java.time.DayOfWeek;

/**
 * One rule about prices. The order they are applied in matters.
 */
interface PriceRule {

	long apply(long cents, int age, DayOfWeek day);

}
