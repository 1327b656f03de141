package sample.clinic.stock;

/**
 * A medicine.
 *
 * @param sku its code
 * @param cents what one costs
 */
public record Medicine(String sku, long cents) {
}
