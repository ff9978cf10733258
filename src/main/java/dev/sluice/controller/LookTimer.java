package dev.sluice.controller;

import dev.sluice.kubernetes.DeadlineExceededException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How long one look at a policy may take, asked before each request that it makes: all policies are looked at by one thread, which shows here
 * that it goes on.
 */
final class LookTimer implements Runnable {
    static final Duration LONGEST = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final Instant end;

    /** @param longest {@link #LONGEST}, or less where what takes longer is tried again and nobody is told */
    LookTimer(InstantSource clock, Duration longest) {
        this.clock = clock;
        this.end = clock.instant().plus(longest);
    }

    /** @throws DeadlineExceededException when it takes longer */
    @Override
    public void run() {
        LoopMonitor.heartbeat();
        if (clock.instant().isAfter(end)) {
            throw new DeadlineExceededException("to look at one policy's objects takes more than " + LONGEST.toSeconds()
                    + " s; have fewer or smaller ones");
        }
    }
}
