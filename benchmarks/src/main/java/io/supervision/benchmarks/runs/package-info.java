/**
 * What is measured in a Java virtual machine of its own: restarts, trees, starts.
 */
@NullMarked
package io.supervision.benchmarks.runs;

import org.jspecify.annotations.NullMarked;
