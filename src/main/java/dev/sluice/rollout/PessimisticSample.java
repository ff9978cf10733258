package dev.sluice.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How many probes of a failing green are sent in a stage, and how many of them fail, when luck hides the fault as well as it does in one stage
 * of ten. Each failure begins or prolongs a suspicion in which there are more probes to fail, so they come in swarms, and luck means more
 * than it does for users' requests. A few dozen games with dice that always fall the same way.
 *
 * @param sent probes of green
 * @param failed how many of them fail
 */
record PessimisticSample(long sent, long failed) {
    private static final int GAMES = 30;
    private static final int RANK = 3;

    /** A game of more failures is played in part only: their number hardly varies any more. */
    private static final double FAILURES = 80;

    static PessimisticSample probes(int rate, double share, double seconds) {
        if (share <= 0) {
            return new PessimisticSample(Math.round(rate * seconds), 0);
        }
        double played = Math.min(seconds, FAILURES / (ControllerTimings.suspicious(rate) * share));
        List<PessimisticSample> games = IntStream.range(0, GAMES)
                .mapToObj(seed -> game(new SplittableRandom(seed), rate, share, played))
                .sorted(Comparator.comparingLong(PessimisticSample::failed))
                .toList();
        return games.get(RANK).times(seconds / played);
    }

    private static PessimisticSample game(SplittableRandom random, int rate, double share, double seconds) {
        double sent = 0;
        long failed = 0;
        double suspectedUntil = 0;
        for (double t = 0; t < seconds; ) {
            boolean suspected = t < suspectedUntil;
            double perSecond = suspected ? ControllerTimings.suspicious(rate) : rate;
            double next = t - Math.log(1 - random.nextDouble()) / (perSecond * share);
            double end = suspected ? Math.min(suspectedUntil, seconds) : seconds;
            sent += perSecond * (Math.min(next, end) - t);
            if (next < end) {
                failed++;
                suspectedUntil = next + ControllerTimings.seconds(ControllerTimings.SUSPICION);
            }
            t = Math.min(next, end);
        }
        return new PessimisticSample(Math.round(sent), Math.min(failed, Math.round(sent)));
    }

    private PessimisticSample times(double factor) {
        return new PessimisticSample(Math.round(sent * factor), Math.round(failed * factor));
    }
}
