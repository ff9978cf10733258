package dev.sluice.analysis;

import java.util.function.DoublePredicate;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Between which bounds a failure rate lies, at every moment at once.
 *
 * <p>The rates that a mixture of likelihoods under a Beta(1/2, 250) prior does not refute (Robbins 1970; Waudby-Smith and Ramdas 2024): all
 * {@code p} with {@code f ln p + (n - f) ln(1 - p) >= ln B(1/2 + f, 250 + n - f) - ln B(1/2, 250) + ln alpha}. The prior expects small
 * rates, so a clean sample of some hundreds bounds the rate tightly. The left side rises up to {@code f / n} and falls from there: each bound
 * is found by bisection.
 *
 * @param low lower bound, from 0
 * @param high upper bound, to 1
 */
public record ConfidenceSequence(double low, double high) {
    private static final double A = 0.5;
    private static final double B = 250;
    private static final int HALVINGS = 60;

    /**
     * The bounds after so many requests.
     *
     * @param alpha the chance that the rate ever lies outside
     */
    public static ConfidenceSequence of(long requests, long failed, double alpha) {
        if (failed < 0 || failed > requests || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(failed + " of " + requests + " at " + alpha);
        }
        double least = LogBeta.value(A + failed, B + requests - failed) - LogBeta.value(A, B) + Math.log(alpha);
        DoublePredicate held = p -> lnLikelihood(requests, failed, p) >= least;
        double mean = requests == 0 ? 0 : (double) failed / requests;
        double low = held.test(0) ? 0 : border(mean, 0, held);
        double high = held.test(1) ? 1 : border(mean, 1, held);
        return new ConfidenceSequence(low, high);
    }

    /** From a rate that holds towards one that does not. */
    private static double border(double inside, double outside, DoublePredicate held) {
        double in = inside;
        double out = outside;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (in + out) / 2;
            if (held.test(middle)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return out;
    }

    private static double lnLikelihood(long requests, long failed, double p) {
        long passed = requests - failed;
        return (failed == 0 ? 0 : failed * Math.log(p)) + (passed == 0 ? 0 : passed * Math.log1p(-p));
    }
}
