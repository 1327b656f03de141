/**
 * The world outside the shop that it talks HTTP to; not supervised.
 */
@NullMarked
package sample.shop.outside;

import org.jspecify.annotations.NullMarked;
