package dev.sluice.bench;

import dev.sluice.evidence.gateway.SimulatedMeter;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a gateway has counted of one version, probes included. */
final class Counters {
    /** Envoy's. */
    private static final double[] LIMITS = {
        .5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, Double.POSITIVE_INFINITY
    };

    private final long[] took = new long[LIMITS.length];
    private long[] flushed = took.clone();
    private long passed;
    private long failed;
    private long sent;
    private long underWay;

    void send() {
        sent++;
        underWay++;
    }

    /** One is over. */
    void ended(Requests.Ending ending, double millis) {
        underWay--;
        switch (ending) {
            case Passed -> passed++;
            case Failed -> failed++;
            case Unanswered -> {
                return;
            }
        }
        int limit = 0;
        while (millis > LIMITS[limit]) {
            limit++;
        }
        took[limit]++;
    }

    SimulatedMeter.Counters told() {
        return new SimulatedMeter.Counters(passed, failed, sent, underWay);
    }

    /** Takes the histogram together. */
    void flush() {
        flushed = took.clone();
    }

    /** The histogram as it was taken together last: how many took at most so many milliseconds. */
    NavigableMap<Double, Long> histogram() {
        NavigableMap<Double, Long> buckets = new TreeMap<>();
        long sum = 0;
        for (int i = 0; i < LIMITS.length; i++) {
            sum += flushed[i];
            buckets.put(LIMITS[i], sum);
        }
        return buckets;
    }
}
