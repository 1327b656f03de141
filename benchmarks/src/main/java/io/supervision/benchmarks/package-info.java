/**
 * What supervision costs, as ratios against baselines of the same run.
 */
@NullMarked
package io.supervision.benchmarks;

import org.jspecify.annotations.NullMarked;
