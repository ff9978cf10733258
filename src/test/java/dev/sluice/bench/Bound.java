package dev.sluice.bench;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/** How high a rate may be that was seen so often. */
final class Bound {
    private static final double CONFIDENCE = 0.95;
    private static final int HALVINGS = 50;

    private Bound() {}

    /** The upper bound of Clopper and Pearson at 95 %, one-sided: with a higher rate so few would come less than once in twenty. */
    static double upper(long seen, long of) {
        if (seen >= of) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double p = (low + high) / 2;
            if (RegularizedBeta.value(p, seen + 1, of - seen) < CONFIDENCE) {
                low = p;
            } else {
                high = p;
            }
        }
        return high;
    }
}
