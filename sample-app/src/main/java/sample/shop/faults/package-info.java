/**
 * Breaks the shop's components on request, so that one can watch them heal.
 */
@NullMarked
package sample.shop.faults;

import org.jspecify.annotations.NullMarked;
