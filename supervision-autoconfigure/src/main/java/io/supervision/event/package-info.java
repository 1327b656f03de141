/**
 * Facts the tree has decided, in past tense.
 */
@NullMarked
package io.supervision.event;

import org.jspecify.annotations.NullMarked;
