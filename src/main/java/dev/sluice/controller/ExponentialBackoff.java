package dev.sluice.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** How long to leave something alone that has just failed: doubling, bounded, with jitter. */
final class ExponentialBackoff {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final int doublings;
    private int failures;
    private Instant until = Instant.MIN;

    private ExponentialBackoff(int doublings) {
        this.doublings = doublings;
    }

    /** At most 3.2 s. */
    static ExponentialBackoff patient() {
        return new ExponentialBackoff(5);
    }

    /** At most 0.4 s: users are waiting. */
    static ExponentialBackoff urgent() {
        return new ExponentialBackoff(2);
    }

    /** At most 12.8 s: a person has to mend it. */
    static ExponentialBackoff refused() {
        return new ExponentialBackoff(7);
    }

    void failed(Instant now) {
        long most = FIRST.toMillis() << Math.min(failures, doublings);
        failures++;
        until = now.plusMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    void succeeded() {
        failures = 0;
    }

    boolean over(Instant now) {
        return !now.isBefore(until);
    }
}
