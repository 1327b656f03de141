/**
 * The types an application injects; none of them shows a Spring type.
 */
@NullMarked
package io.supervision;

import org.jspecify.annotations.NullMarked;
