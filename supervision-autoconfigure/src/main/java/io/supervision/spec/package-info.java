/**
 * Values that describe a tree: child spec, strategy, intensity, restart type, shutdown.
 */
@NullMarked
package io.supervision.spec;

import org.jspecify.annotations.NullMarked;
