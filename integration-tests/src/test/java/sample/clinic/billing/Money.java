package sample.clinic.billing;

/**
 * An amount of money.
 *
 * @param cents in cents
 */
public record Money(long cents) {
}
