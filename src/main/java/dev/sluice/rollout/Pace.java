package dev.sluice.rollout;

import java.time.Duration;

/** How fast things go around a rollout, for those who calculate ahead. The controller's own settings, and what was measured. */
final class Pace {
    /** Between two decisions. */
    static final Duration LOOK = Duration.ofMillis(100);

    /** From a write to the moment when every gateway is seen to serve it: 113 ms in the median, measured on a real mesh. */
    static final Duration SERVED = Duration.ofMillis(200);

    /** Between two looks at green's pods, where no watch tells earlier. */
    static final Duration PODS = Duration.ofSeconds(1);

    /** Between two readings of the gateways' counters. */
    static final Duration COUNTERS = Duration.ofMillis(500);

    /** The same while green is suspected. */
    static final Duration COUNTERS_SUSPICIOUS = Duration.ofMillis(200);

    /** How long a failed probe of green makes both versions be asked more often. */
    static final Duration SUSPICION = Duration.ofSeconds(2);

    /** Probes of one version on their way at once. */
    static final int IN_FLIGHT = 60;

    private static final int TIMES = 5;
    private static final int FASTEST = 50;

    private Pace() {}

    /** Probes of each version per second while green is suspected. */
    static double suspicious(int rate) {
        return Math.min(TIMES * rate, FASTEST);
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static Duration duration(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }
}
