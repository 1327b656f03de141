/**
 * What the shop sells: prices and stock. Neither needs the other, so each is restarted on
 * its own.
 */
@NullMarked
@SupervisionGroup(strategy = Strategy.ONE_FOR_ONE)
package sample.shop.catalog;

import io.supervision.annotation.SupervisionGroup;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.NullMarked;
