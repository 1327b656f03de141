package sample.clinic.visits;

/**
 * A pet goes home.
 *
 * @param visit the visit that is over
 * @param day the day of the week, which the price depends on
 */
public record Discharge(long visit, String day) {
}
