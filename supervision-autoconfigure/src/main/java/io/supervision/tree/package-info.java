/**
 * The kernel: supervisors with one owner each, their decisions and snapshots.
 */
@NullMarked
package io.supervision.tree;

import org.jspecify.annotations.NullMarked;
