/**
 * Application events of supervised beans.
 */
@NullMarked
package sample.everyday.events;

import org.jspecify.annotations.NullMarked;
