package sample.clinic.lab;

/**
 * When the clinic is open.
 *
 * @param from the first hour
 * @param to the last hour
 */
public record OpeningHours(int from, int to) {
}
