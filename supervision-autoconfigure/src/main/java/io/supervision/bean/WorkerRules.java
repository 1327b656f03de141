package io.supervision.bean;

import io.supervision.spec.Backoff;
import io.supervision.spec.RestartType;
import io.supervision.tree.Timers;

/**
 * What holds for the workers of one component, in all its generations.
 *
 * @param restart when the component is restarted
 * @param pauses how long a worker waits before it is run again for a dependency's sake
 * @param timers the tree's timers
 */
record WorkerRules(RestartType restart, Backoff pauses, Timers timers) {
}
