package dev.sluice.analysis;

import java.util.List;

/**
 * Several tests as one: their weighted average, which is a valid test again whatever they have in common. Never their product: a
 * thousand healthy probes must not erase what users have met.
 */
public final class EValueAverage {
    private EValueAverage() {}

    /**
     * One test.
     *
     * @param weight its weight beside the others, above 0; a test that is off is left out
     * @param lnValue the logarithm of its value
     */
    public record Part(double weight, double lnValue) {
        /** Checks. */
        public Part {
            if (!(weight > 0) || Double.isNaN(lnValue)) {
                throw new IllegalArgumentException("weight=" + weight + " lnValue=" + lnValue);
            }
        }
    }

    /** The logarithm of the average; 0, which is no evidence either way, when no test is on. */
    public static double lnValue(List<Part> parts) {
        if (parts.isEmpty()) {
            return 0;
        }
        double all = parts.stream().mapToDouble(Part::weight).sum();
        return LogSpace.sum(parts.stream()
                .mapToDouble(part -> Math.log(part.weight() / all) + part.lnValue())
                .toArray());
    }
}
