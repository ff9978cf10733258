package dev.sluice.controller;

import dev.sluice.rollout.DesiredTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How soon gateways that do not serve the weights yet are asked again. At first all the time, since the wait for them is the wait of the users; those that do not
 * come round in seconds may never do, for days, and are asked the less often the longer it has taken: nobody learns of it later than by a fortieth of that.
 * For one thread.
 */
final class GatewayRetryDelay {
    static final Duration SHORTEST = Duration.ofMillis(30);
    private static final int SHARE = 40;

    private final Duration longest;
    private Optional<DesiredTraffic> goal = Optional.empty();
    private Instant since = Instant.MAX;

    /** @param longest from one question to the next */
    GatewayRetryDelay(Duration longest) {
        this.longest = longest;
    }

    /** They serve what they are to. */
    void arrived() {
        goal = Optional.empty();
    }

    /** The time to the next question, where they are still to serve this. */
    Duration next(DesiredTraffic wanted, Instant now) {
        if (!goal.equals(Optional.of(wanted))) {
            goal = Optional.of(wanted);
            since = now;
        }
        Duration share = Duration.between(since, now).dividedBy(SHARE);
        Duration most = share.compareTo(longest) < 0 ? share : longest;
        return most.compareTo(SHORTEST) < 0 ? SHORTEST : most;
    }
}
