package sample.clinic.billing;

import java.time.DayOfWeek;

/**
 * What things cost.
 */
public interface Prices {

	long cents(String code, int age, DayOfWeek day);

}
