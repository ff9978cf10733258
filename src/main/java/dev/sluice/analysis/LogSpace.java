package dev.sluice.analysis;

import java.util.Arrays;

/** Sums of numbers of which only the logarithms are known, and which may be too large or too small to be numbers. */
final class LogSpace {
    private LogSpace() {}

    /** {@code ln(e^a + e^b)}. */
    static double plus(double a, double b) {
        double most = Math.max(a, b);
        return most == Double.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
    }

    /** {@code ln(sum of e^x)}, shifted by the largest; minus infinity for nothing. */
    static double sum(double... logs) {
        double most = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
        if (Double.isInfinite(most)) {
            return most;
        }
        return most + Math.log(Arrays.stream(logs).map(x -> Math.exp(x - most)).sum());
    }
}
