package dev.sluice.bench;

import java.util.SplittableRandom;

/** Seeded chance: the same seed brings the same users, whoever carries the release. */
final class Chance {
    /** Above it {@code exp(-mean)} would lose its precision. */
    private static final double MOST = 500;

    private final SplittableRandom random;

    Chance(long seed) {
        this(new SplittableRandom(seed));
    }

    private Chance(SplittableRandom random) {
        this.random = random;
    }

    /** Chance for something else, independent of this one from here on. */
    Chance split() {
        return new Chance(random.split());
    }

    boolean hit(double probability) {
        return random.nextDouble() < probability;
    }

    double between(double least, double most) {
        return least + (most - least) * random.nextDouble();
    }

    /** How many of independent events happen in a time in which {@code mean} are expected; by inversion. */
    long poisson(double mean) {
        if (mean > MOST) {
            return poisson(mean / 2) + poisson(mean / 2);
        }
        double left = random.nextDouble();
        double term = Math.exp(-mean);
        long count = 0;
        while (left > term && term > 0) {
            left -= term;
            count++;
            term *= mean / count;
        }
        return count;
    }

    /** Log-normal, by its median and the standard deviation of its logarithm. */
    double logNormal(double median, double sigma) {
        return median * Math.exp(sigma * random.nextGaussian());
    }
}
