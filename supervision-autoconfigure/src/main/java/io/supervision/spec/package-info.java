/**
 * Values that describe a supervision tree: child specs, strategies, restart types,
 * shutdown limits, exit reasons; and the few interfaces by which a child and its
 * supervisor know each other.
 */
@NullMarked
package io.supervision.spec;

import org.jspecify.annotations.NullMarked;
