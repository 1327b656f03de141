/**
 * A small shop, whose parts are supervised.
 */
@NullMarked
package sample.shop;

import org.jspecify.annotations.NullMarked;
