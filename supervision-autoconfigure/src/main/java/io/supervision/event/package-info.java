/**
 * Facts about the tree, each told once, after it has happened.
 */
@NullMarked
package io.supervision.event;

import org.jspecify.annotations.NullMarked;
