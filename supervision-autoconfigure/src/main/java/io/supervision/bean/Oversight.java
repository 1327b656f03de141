package io.supervision.bean;

import io.supervision.detect.Detection;
import io.supervision.detect.GenerationOutcomes;
import io.supervision.spec.Link;

/**
 * Those who want to know how the workers of one generation fare.
 *
 * @param link the line to the supervisor
 * @param detection what counts as a fault of the component
 * @param outcomes what keeps track of the dependencies of this generation
 * @param rules what holds for them
 */
record Oversight(Link link, Detection detection, GenerationOutcomes outcomes, WorkerRules rules) {
}
