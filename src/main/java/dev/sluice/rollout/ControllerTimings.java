package dev.sluice.rollout;

import java.time.Duration;

/** How fast things go around a rollout, for those who look and for those who calculate ahead; some of it was measured. */
public final class ControllerTimings {
    /** Between two decisions. */
    static final Duration LOOK = Duration.ofMillis(100);

    /** From a write to the moment when every gateway is seen to serve it: 113 ms in the median, measured on a real mesh. */
    static final Duration SERVED = Duration.ofMillis(200);

    /** Between two looks at green's pods, where no watch tells earlier. */
    static final Duration PODS = Duration.ofSeconds(1);

    /** Between two readings of the gateways' counters. */
    public static final Duration COUNTERS = Duration.ofMillis(500);

    /** The same while green is suspected. */
    public static final Duration COUNTERS_SUSPICIOUS = Duration.ofMillis(200);

    /** How long a failed probe of green, or one second in which it seems slow, makes both versions be asked more often. */
    public static final Duration SUSPICION = Duration.ofSeconds(2);

    /** Probes of one version on their way at once. */
    public static final int IN_FLIGHT = 60;

    private static final int TIMES = 5;
    private static final int FASTEST = 50;

    private ControllerTimings() {}

    /** Probes of each version per second while green is suspected. */
    public static double suspicious(int rate) {
        return Math.min(TIMES * rate, FASTEST);
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static Duration duration(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }
}
