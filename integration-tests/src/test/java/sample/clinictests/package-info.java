/**
 * The tests of the clinic, and what supervises it in them.
 */
@NullMarked
package sample.clinictests;

import org.jspecify.annotations.NullMarked;
