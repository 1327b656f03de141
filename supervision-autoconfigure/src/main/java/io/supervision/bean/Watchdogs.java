package io.supervision.bean;

import io.supervision.detect.HangWatchdog;
import org.jspecify.annotations.Nullable;

/**
 * What looks after one component in all its generations.
 *
 * @param hangs looks for calls that do not return
 * @param breaker the circuit breaker it names, or {@code null}
 */
record Watchdogs(HangWatchdog hangs, @Nullable ComponentBreaker breaker) {
}
