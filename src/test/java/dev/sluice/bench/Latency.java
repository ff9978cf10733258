package dev.sluice.bench;

/** How long a version takes to answer: log-normal, as latencies of services are. */
final class Latency {
    /** Median, in milliseconds. */
    static final double MEDIAN = 20;

    /** The 99th percentile is 3.2 times the median. */
    static final double SIGMA = 0.5;

    private Latency() {}

    /**
     * The share of answers that take longer.
     *
     * @param millis than this
     * @param times how many times slower than usual the version is
     */
    static double beyond(double millis, double times) {
        double z = Math.log(millis / (MEDIAN * times)) / SIGMA;
        return upperTail(z);
    }

    /** Of the standard normal distribution, within 1e-7 (Abramowitz and Stegun 26.2.17). */
    private static double upperTail(double z) {
        if (z < 0) {
            return 1 - upperTail(-z);
        }
        double t = 1 / (1 + 0.2316419 * z);
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
    }
}
