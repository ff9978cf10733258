package dev.sluice.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of day as intervals need it: it never goes back. When the machine's clock is set back, this one goes on as it was, a little
 * slower, until both agree again; else everything that waits would wait for as long as it was set back. A clock that is set forward is
 * followed at once, since that is what a process sees that stood still.
 */
final class MonotonicClock implements InstantSource {
    /** What part of the time is left out while the other clock is behind: an interval is wrong by no more than that. */
    private static final int PART = 16;

    private final InstantSource wall;
    private final LongSupplier nanos;
    private Instant last;
    private long read;

    /**
     * Begins with the time of day.
     *
     * @param wall the machine's clock
     * @param nanos a clock that nobody sets, in nanoseconds
     */
    MonotonicClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.last = wall.instant();
        this.read = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long now = nanos.getAsLong();
        Duration passed = Duration.ofNanos(Math.max(0, now - read));
        Instant shown = wall.instant();
        Instant slow = last.plus(passed.minus(passed.dividedBy(PART)));
        last = shown.isAfter(slow) ? shown : slow;
        read = now;
        return last;
    }
}
