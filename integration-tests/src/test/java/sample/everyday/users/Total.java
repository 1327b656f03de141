package sample.everyday.users;

/**
 * What an order costs.
 *
 * @param sku what was ordered
 * @param total what it costs
 */
record Total(String sku, int total) {
}
