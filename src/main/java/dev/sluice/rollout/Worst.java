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
public record Worst(Duration podless, Optional<Duration> refuses, Optional<Duration> hangs, Duration blind) {
    static Worst of(Plan plan, Load load, Duration blind) {
        Load unseen = load.uncounted();
        return new Worst(
                Pace.PODS.plus(Pace.LOOK).plus(Pace.SERVED),
                Rehearsal.worst(plan, 0, unseen, Fault.refusal()),
                Rehearsal.worst(
                        plan, 0, unseen, Fault.hang(plan.health().probe().timeout())),
                blind);
    }
}
