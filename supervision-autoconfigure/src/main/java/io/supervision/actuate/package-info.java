/**
 * The tree as the platform sees it: endpoint, health, availability.
 */
@NullMarked
package io.supervision.actuate;

import org.jspecify.annotations.NullMarked;
