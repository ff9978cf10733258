package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import java.time.Duration;
import java.util.List;

/** Probes as they would have been in seconds in which nobody probed. */
final class ProbeModel {
    private final Side green = new Side();
    private final Side blue = new Side();
    private String failure = "";

    /** One version's. */
    private static final class Side {
        private final RateEstimator known = new RateEstimator();
        private final RemainderCarry requests = new RemainderCarry();
        private final RemainderCarry failed = new RemainderCarry();
        private int next;

        private Latencies took(long passed) {
            List<Long> each = known.sum().took().each();
            Latencies took = Latencies.NONE;
            for (long i = 0; i < passed && !each.isEmpty(); i++) {
                // A step that no size of the list divides visits the quick and the slow ones in turn.
                next = (next + (int) Math.round(each.size() * 0.618) + 1) % each.size();
                took = took.plus(Latencies.of(each.get(next)));
            }
            return took;
        }
    }

    void learn(RecordedProbes probed, Duration lasted) {
        Counts counts = probed.counts();
        green.known.learn(
                new RateEstimator.Part(lasted, counts.green(), counts.greenFailed(), probed.refused(), probed.green()));
        blue.known.learn(new RateEstimator.Part(lasted, counts.blue(), counts.blueFailed(), 0, probed.blue()));
        failure = probed.failure().isEmpty() ? failure : probed.failure();
    }

    double greenRate() {
        return green.known.rate();
    }

    double blueRate() {
        return blue.known.rate();
    }

    RecordedProbes unrecorded(Duration lasts) {
        Counts counts = counts(lasts);
        RateEstimator.Part sum = green.known.sum();
        boolean refuses = sum.refused() > 0 && sum.refused() == sum.requests();
        long refused = refuses ? counts.greenFailed() : 0;
        return new RecordedProbes(
                counts,
                refused,
                (int) refused,
                0,
                counts.greenFailed() > 0 ? failure : "",
                green.took(counts.green() - counts.greenFailed()),
                blue.took(counts.blue() - counts.blueFailed()));
    }

    private Counts counts(Duration lasts) {
        double seconds = lasts.toMillis() / 1000.0;
        long greens = green.requests.take(green.known.perSecond() * seconds);
        long blues = blue.requests.take(blue.known.perSecond() * seconds);
        return new Counts(
                greens,
                Math.min(greens, green.failed.take(greens * green.known.rate())),
                blues,
                Math.min(blues, blue.failed.take(blues * blue.known.rate())));
    }
}
