package dev.sluice.replay;

import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Plan;
import java.time.Duration;
import java.util.List;

/**
 * Makes latencies short to write: eight values for each power of ten, 10, 13, 18, 24, 32, 42, 56 and 75. Two things stay as they were, so that
 * the latency test finds the same: the latencies from which it takes its edges, and on which side of them a later one lies.
 *
 * @param green milliseconds beyond which green's answers count as slow
 * @param blue milliseconds beyond which blue's answers count as slow
 * @param learning whether the edges are not known yet
 */
record LatencyQuantizer(List<Double> green, List<Double> blue, boolean learning) {
    /** Rounds nothing. */
    static final LatencyQuantizer NONE = new LatencyQuantizer(List.of(), List.of(), true);

    private static final int DECADE = 8;

    /** Microseconds by which an edge that was itself cut to microseconds may be off. */
    private static final int MARGIN = 2;

    static LatencyQuantizer of(Evidence evidence, Plan plan) {
        return new LatencyQuantizer(
                evidence.limits(VersionRole.Green, plan),
                evidence.limits(VersionRole.Blue, plan),
                evidence.tests().latency().edges().isEmpty());
    }

    /** Microseconds. */
    long rounded(VersionRole role, Duration took) {
        long micros = Math.max(1, took.toNanos() / 1000);
        double millis = took.toNanos() / 1e6;
        long low = 1;
        long high = Long.MAX_VALUE;
        for (double limit : role == VersionRole.Green ? green : blue) {
            if (millis > limit) {
                low = Math.max(low, (long) Math.ceil(limit * 1000) + MARGIN);
            } else {
                high = Math.min(high, (long) Math.floor(limit * 1000) - MARGIN);
            }
        }
        return low <= high ? Math.clamp(learning ? micros : usual(micros), low, high) : micros;
    }

    static long usual(long micros) {
        long step = Math.max(DECADE, Math.round(DECADE * Math.log10(micros)));
        long leading = Math.round(Math.pow(10, 1 + step % DECADE / (double) DECADE));
        return leading * (long) Math.pow(10, step / DECADE - 1);
    }
}
