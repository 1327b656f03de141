/**
 * What a call costs on the different ways to a component.
 */
@NullMarked
package io.supervision.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
