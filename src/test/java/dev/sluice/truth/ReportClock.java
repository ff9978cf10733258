package dev.sluice.truth;

import java.time.Duration;
import java.time.Instant;

/**
 * Puts moments of both clocks on one line of seconds.
 *
 * @param zero where the seconds begin, on the clock of System.nanoTime
 * @param nanos a moment on the clock of System.nanoTime
 * @param instant the same moment on the wall clock
 */
record ReportClock(long zero, long nanos, Instant instant) {
    /** Takes the two clocks' difference now. */
    static ReportClock from(long zero) {
        return new ReportClock(zero, System.nanoTime(), Instant.now());
    }

    /** Seconds, to the millisecond. */
    double seconds(long moment) {
        return Math.round((moment - zero) / 1e6) / 1e3;
    }

    double seconds(Instant moment) {
        return seconds(nanos + Duration.between(instant, moment).toNanos());
    }
}
