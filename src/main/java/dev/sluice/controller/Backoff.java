package dev.sluice.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** How long to leave something alone that has just failed: doubling, bounded, with jitter. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final int DOUBLINGS = 5;

    private int failures;
    private Instant until = Instant.MIN;

    void failed(Instant now) {
        long most = FIRST.toMillis() << Math.min(failures, DOUBLINGS);
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
