/**
 * The auto-configurations, their properties and failure analyses.
 */
@NullMarked
package io.supervision.autoconfigure;

import org.jspecify.annotations.NullMarked;
