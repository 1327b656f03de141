/**
 * The types users inject or catch. No framework type appears in their signatures.
 */
@NullMarked
package io.supervision;

import org.jspecify.annotations.NullMarked;
