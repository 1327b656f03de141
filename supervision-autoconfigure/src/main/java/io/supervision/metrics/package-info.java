/**
 * The tree in numbers, through Micrometer.
 */
@NullMarked
package io.supervision.metrics;

import org.jspecify.annotations.NullMarked;
