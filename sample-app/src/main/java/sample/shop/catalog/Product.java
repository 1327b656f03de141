package sample.shop.catalog;

import java.math.BigDecimal;

/**
 * Something the shop sells, as it is right now.
 *
 * @param sku the article number
 * @param price the price of one
 * @param stock how many are left
 */
public record Product(String sku, BigDecimal price, int stock) {

}
