package io.supervision.actuate;

import java.time.Duration;

/**
 * How the platform is told about the tree.
 *
 * @param readiness whether it is told to send no traffic
 * @param heldRefusesAfter how long an essential component may be held for a dependency
 * while traffic is accepted
 * @param onEssentialGiveUp what happens when the root gives up on an essential component
 */
public record AvailabilitySettings(boolean readiness, Duration heldRefusesAfter, OnEssentialGiveUp onEssentialGiveUp) {
}
