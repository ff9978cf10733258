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
    static RevertForecast of(SimulatedFault fault, Optional<Duration> back, double greenUsersPerSecond) {
        double failed = back.map(ControllerTimings::seconds).orElse(0.0) * greenUsersPerSecond * fault.share();
        return new RevertForecast(fault.share(), back, failed);
    }
}
