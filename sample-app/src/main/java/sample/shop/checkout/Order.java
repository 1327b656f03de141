package sample.shop.checkout;

import java.math.BigDecimal;

/**
 * An order that is paid for.
 *
 * @param id its number
 * @param sku what was ordered
 * @param quantity how many
 * @param total what was paid
 */
record Order(long id, String sku, int quantity, BigDecimal total) {

}
