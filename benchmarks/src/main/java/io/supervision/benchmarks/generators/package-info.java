/**
 * The same proxy, made by each generator that could make it.
 */
@NullMarked
package io.supervision.benchmarks.generators;

import org.jspecify.annotations.NullMarked;
