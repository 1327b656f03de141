/**
 * What an application writes on its beans.
 */
@NullMarked
package io.supervision.annotation;

import org.jspecify.annotations.NullMarked;
