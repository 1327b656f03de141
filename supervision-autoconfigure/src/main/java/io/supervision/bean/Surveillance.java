package io.supervision.bean;

import io.supervision.detect.HangWatchdog;
import io.supervision.detect.JvmErrors;
import io.supervision.spec.Backoff;

/**
 * What looks after all components of one tree.
 *
 * @param pauses how long a worker waits before it is run again for a dependency's sake
 * @param hangs looks for calls that do not return
 * @param breakers the circuit breakers of the application
 * @param errors the errors of the JVM itself
 */
record Surveillance(Backoff pauses, HangWatchdog hangs, Breakers breakers, JvmErrors errors) {
}
