package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Weight;
import java.time.Duration;

/** Users' requests as they would have been at another weight: as many as were recorded, failing as often as each version did then. */
final class UserTrafficModel {
    private final RateEstimator all = new RateEstimator();
    private final RateEstimator green = new RateEstimator();
    private final RateEstimator blue = new RateEstimator();
    private final RemainderCarry toGreen = new RemainderCarry();
    private final RemainderCarry total = new RemainderCarry();
    private final RemainderCarry greenFailed = new RemainderCarry();
    private final RemainderCarry blueFailed = new RemainderCarry();

    void learn(Counts counts, Duration lasted) {
        all.learn(part(lasted, counts.total(), counts.failed()));
        green.learn(part(lasted, counts.green(), counts.greenFailed()));
        blue.learn(part(lasted, counts.blue(), counts.blueFailed()));
    }

    /** The recorded requests, shared out by another weight. */
    Counts at(Weight weight, Counts recorded, double greenProbes, double blueProbes) {
        return shared(
                recorded.total(),
                weight,
                recorded.green() > 0 ? rate(recorded.greenFailed(), recorded.green()) : known(green, greenProbes),
                recorded.blue() > 0 ? rate(recorded.blueFailed(), recorded.blue()) : known(blue, blueProbes));
    }

    /** The requests of a time that was not recorded. */
    Counts unrecorded(Weight weight, Duration lasts, double greenProbes, double blueProbes) {
        return shared(
                total.take(all.perSecond() * lasts.toMillis() / 1000.0),
                weight,
                known(green, greenProbes),
                known(blue, blueProbes));
    }

    private Counts shared(long requests, Weight weight, double greenRate, double blueRate) {
        long share = Math.min(requests, toGreen.take(requests * weight.percent() / 100));
        long rest = requests - share;
        return new Counts(
                share,
                Math.min(share, greenFailed.take(share * greenRate)),
                rest,
                Math.min(rest, blueFailed.take(rest * blueRate)));
    }

    /** What no user has met yet, probes may have. */
    private static double known(RateEstimator pool, double probes) {
        return pool.empty() ? probes : pool.rate();
    }

    private static double rate(long failed, long requests) {
        return (double) failed / requests;
    }

    private static RateEstimator.Part part(Duration lasted, long requests, long failed) {
        return new RateEstimator.Part(lasted, requests, failed, 0, Latencies.NONE);
    }
}
