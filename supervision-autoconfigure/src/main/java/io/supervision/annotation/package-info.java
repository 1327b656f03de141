/**
 * The annotations users write: what is supervised, in which group, and which methods are
 * workers.
 */
@NullMarked
package io.supervision.annotation;

import org.jspecify.annotations.NullMarked;
