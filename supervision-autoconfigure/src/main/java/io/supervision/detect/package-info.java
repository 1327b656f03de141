/**
 * What counts as a failure, what as a suspicion, and who is to blame.
 */
@NullMarked
package io.supervision.detect;

import org.jspecify.annotations.NullMarked;
