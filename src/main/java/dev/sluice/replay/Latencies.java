package dev.sluice.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long requests took, rounded to within 5 %: 24 values for each power of ten, from 0.1 ms on.
 *
 * @param counts how many took about so long, by the number of the value: 0 is 0.1 ms, 24 is 1 ms
 */
public record Latencies(Map<Integer, Integer> counts) {
    /** None. */
    public static final Latencies NONE = new Latencies(Map.of());

    /** Values for each power of ten. */
    static final int DECADE = 24;

    /** Five minutes and more: nothing that is asked for takes so long. */
    static final int LAST = 7 * DECADE;

    private static final double NANOS = 1e5;

    /** Checks and copies. */
    public Latencies {
        counts.forEach((value, count) -> {
            if (value < 0 || value > LAST || count < 1) {
                throw new IllegalArgumentException(count + " requests of the latency " + value);
            }
        });
        counts = Map.copyOf(counts);
    }

    /** One request. */
    static Latencies of(Duration took) {
        return new Latencies(Map.of(number(took), 1));
    }

    Latencies plus(Latencies other) {
        if (other.counts.isEmpty()) {
            return this;
        }
        Map<Integer, Integer> sum = new TreeMap<>(counts);
        other.counts.forEach((value, count) -> sum.merge(value, count, Integer::sum));
        return new Latencies(sum);
    }

    /** Every request's latency, the quickest first. */
    List<Duration> each() {
        List<Duration> each = new ArrayList<>();
        new TreeMap<>(counts).forEach((value, count) -> {
            for (int i = 0; i < count; i++) {
                each.add(took(value));
            }
        });
        return each;
    }

    static int number(Duration took) {
        double tenths = Math.max(1, took.toNanos() / NANOS);
        return Math.min(LAST, (int) Math.round(DECADE * Math.log10(tenths)));
    }

    static Duration took(int number) {
        double leading = Math.round(10 * Math.pow(10, number % DECADE / (double) DECADE));
        return Duration.ofNanos(Math.round(leading * Math.pow(10, number / DECADE) * NANOS / 10));
    }
}
