package dev.sluice.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long requests took.
 *
 * @param counts how many took so many microseconds
 */
public record Latencies(Map<Long, Integer> counts) {
    /** None. */
    public static final Latencies NONE = new Latencies(Map.of());

    /** Checks and copies. */
    public Latencies {
        counts.forEach((micros, count) -> {
            if (micros < 1 || count < 1) {
                throw new IllegalArgumentException(count + " requests of " + micros + " microseconds");
            }
        });
        counts = Map.copyOf(counts);
    }

    /** One request. */
    static Latencies of(long micros) {
        return new Latencies(Map.of(micros, 1));
    }

    Latencies plus(Latencies other) {
        if (other.counts.isEmpty()) {
            return this;
        }
        Map<Long, Integer> sum = new TreeMap<>(counts);
        other.counts.forEach((micros, count) -> sum.merge(micros, count, Integer::sum));
        return new Latencies(sum);
    }

    /** Every request's latency in microseconds, the quickest first. */
    List<Long> each() {
        List<Long> each = new ArrayList<>();
        new TreeMap<>(counts).forEach((micros, count) -> {
            for (int i = 0; i < count; i++) {
                each.add(micros);
            }
        });
        return each;
    }

    static Duration took(long micros) {
        return Duration.ofNanos(micros * 1000);
    }
}
