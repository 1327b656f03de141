/**
 * A small shop whose components can be broken on purpose.
 */
@NullMarked
package sample.shop;

import org.jspecify.annotations.NullMarked;
