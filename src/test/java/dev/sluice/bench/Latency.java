package dev.sluice.bench;

/** How long a version takes to answer: log-normal, as latencies of services are. */
final class Latency {
    /** The 99th percentile is 3.2 times the median, the 95th 2.3 times. */
    private static final double SIGMA = 0.5;

    private Latency() {}

    /** One answer's milliseconds. */
    static double of(double median, Chance chance) {
        return chance.logNormal(median, SIGMA);
    }
}
