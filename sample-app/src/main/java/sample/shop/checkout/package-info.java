/**
 * From the order to its receipt. Orders need payments and receipts need orders, so what
 * comes later is restarted with what it builds on.
 */
@NullMarked
@SupervisionGroup(strategy = Strategy.REST_FOR_ONE, order = 1)
package sample.shop.checkout;

import io.supervision.annotation.SupervisionGroup;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.NullMarked;
