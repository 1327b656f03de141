/**
 * The kernel: supervisors, their mailbox, their decisions, and snapshots of the whole
 * tree. Knows nothing of Spring.
 */
@NullMarked
package io.supervision.tree;

import org.jspecify.annotations.NullMarked;
