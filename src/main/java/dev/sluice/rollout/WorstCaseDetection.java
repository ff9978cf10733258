package dev.sluice.rollout;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a green that is down keeps its traffic at worst: until every gateway serves blue alone, by the slowest road there is. With
 * {@code onUnhealthy: Pause} it is paused instead; only {@code blind} reverts.
 *
 * @param podless after Kubernetes says that none of its pods is ready
 * @param refuses when it refuses connections; empty when nothing comes of that
 * @param hangs when it takes requests and answers none; empty when nothing comes of that
 * @param blind when nobody can tell how it is, because no gateway answers: the latest deadline
 */
public record WorstCaseDetection(
        Duration podless, Optional<Duration> refuses, Optional<Duration> hangs, Duration blind) {
    static WorstCaseDetection of(Plan plan, TrafficAssumptions load, Duration blind) {
        return new WorstCaseDetection(
                ControllerTimings.PODS.plus(ControllerTimings.LOOK).plus(ControllerTimings.SERVED),
                FaultSimulation.worst(plan, 0, load.uncounted(), SimulatedFault.refusal()),
                ofHang(plan, load),
                blind);
    }

    /** That of a green that takes requests and answers none; empty when nothing comes of that. */
    public static Optional<Duration> ofHang(Plan plan, TrafficAssumptions load) {
        return FaultSimulation.worst(
                plan,
                0,
                load.uncounted(),
                SimulatedFault.hang(plan.health().probe().timeout()));
    }
}
