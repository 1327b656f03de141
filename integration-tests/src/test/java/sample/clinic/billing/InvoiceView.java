package sample.clinic.billing;

/**
 * An invoice as it is shown.
 *
 * @param number its number
 * @param total what it is about, in cents
 * @param paid what has been paid, in cents
 */
public record InvoiceView(long number, long total, long paid) {
}
