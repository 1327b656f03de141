package io.supervision.bean;

import io.supervision.detect.HangWatchdog;
import io.supervision.tree.Timers;

/**
 * What looks after all components of one tree.
 *
 * @param timers the tree's timers
 * @param hangs looks for calls that do not return
 */
record Surveillance(Timers timers, HangWatchdog hangs) {
}
