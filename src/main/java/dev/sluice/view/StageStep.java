package dev.sluice.view;

import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.util.Optional;

/**
 * A stage on the step rail.
 *
 * @param label as short as it can be: Pre-flight, 25 %, Bake
 * @param weight green's weight there
 * @param hold how long it lasts once every gateway serves the weight
 * @param gate whether a person lets the rollout go on afterwards
 * @param mark where the rollout is
 * @param progress the share of the hold that is over; empty while nothing is held here
 */
public record StageStep(
        String label, Weight weight, Duration hold, boolean gate, Mark mark, Optional<Double> progress) {
    /** Where the rollout is, seen from a stage. */
    public enum Mark {
        /** Beyond it. */
        Done,
        /** In it. */
        Now,
        /** It ended here. */
        Stopped,
        /** Still to come, or never to come. */
        Ahead
    }
}
