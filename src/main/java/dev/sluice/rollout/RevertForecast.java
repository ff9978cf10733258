package dev.sluice.rollout;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of a green that fails from the moment a stage's weight is served.
 *
 * @param share the share of its requests that it fails
 * @param back how long until every gateway serves blue alone; with {@code onUnhealthy: Pause}, until it is paused. Empty when the tests do
 *     not mind such a green
 * @param failed users' requests that fail meanwhile, in the mean
 */
public record RevertForecast(double share, Optional<Duration> back, double failed) {
    /** What becomes of one that fails everything. */
    public static RevertForecast ofTotalFailure(Plan plan, int stage, TrafficAssumptions load) {
        return of(plan, stage, load, 1);
    }

    static RevertForecast of(Plan plan, int stage, TrafficAssumptions load, double share) {
        Optional<Duration> back = FaultSimulation.usual(
                plan, stage, FaultSimulation.counted(plan.health(), load), SimulatedFault.errors(share));
        double greenPerSecond =
                load.usersPerSecond() * plan.stage(stage).weight().percent() / 100;
        double failed = back.map(ControllerTimings::seconds).orElse(0.0) * greenPerSecond * share;
        return new RevertForecast(share, back, failed);
    }
}
