package dev.sluice.evidence.gateway;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How long requests took.
 *
 * @param buckets how many took at most so many milliseconds; the last limit is infinite
 */
record Histogram(NavigableMap<Double, Long> buckets) {
    static final Histogram NOTHING = new Histogram(new TreeMap<>());

    Histogram {
        buckets = new TreeMap<>(buckets);
    }

    long total() {
        return buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
    }

    /** How many took longer than a limit of a bucket. */
    long beyond(double limit) {
        Map.Entry<Double, Long> within = buckets.floorEntry(limit);
        return total() - (within == null ? 0 : within.getValue());
    }

    /** The limit of the bucket in which a quantile lies, in milliseconds; empty where it lies beyond all limits. */
    OptionalDouble quantile(double quantile) {
        double enough = quantile * total();
        return buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= enough && Double.isFinite(bucket.getKey()))
                .mapToDouble(Map.Entry::getKey)
                .findFirst();
    }

    /** The first limit that is no less than so many milliseconds; empty where all are. */
    OptionalDouble limit(double atLeast) {
        Double limit = buckets.ceilingKey(atLeast);
        return limit == null || limit.isInfinite() ? OptionalDouble.empty() : OptionalDouble.of(limit);
    }

    Histogram plus(Histogram other) {
        TreeMap<Double, Long> sum = new TreeMap<>(buckets);
        other.buckets.forEach((limit, count) -> sum.merge(limit, count, Long::sum));
        return new Histogram(sum);
    }

    /** What came since an earlier moment; all of it when the pod has started anew meanwhile. */
    Histogram since(Histogram earlier) {
        boolean anew = earlier.buckets.entrySet().stream()
                .anyMatch(bucket -> buckets.getOrDefault(bucket.getKey(), 0L) < bucket.getValue());
        if (anew) {
            return this;
        }
        TreeMap<Double, Long> more = new TreeMap<>(buckets);
        earlier.buckets.forEach((limit, count) -> more.merge(limit, -count, Long::sum));
        return new Histogram(more);
    }
}
