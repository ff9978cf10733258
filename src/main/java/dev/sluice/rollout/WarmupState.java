package dev.sluice.rollout;

import dev.sluice.stats.Counts;
import dev.sluice.stats.LatencyTest;
import dev.sluice.stats.LatencyTrend;
import java.time.Duration;
import java.util.List;

/**
 * How far green has warmed up, and how its latency goes: a cold start is slow and fades.
 *
 * @param seconds counted since the first look, and anew since green first got users
 * @param calm seconds in a row in which nothing spoke for slowness
 * @param suspicion the logarithm of the odds of a slowness that began lately; 0 for none
 * @param trend of green's latency
 * @param slow what was seen since the suspicion began
 */
public record WarmupState(long seconds, int calm, double suspicion, LatencyTrend trend, SlowPeriod slow) {
    /** Nothing seen. */
    public static final WarmupState NONE = new WarmupState(0, 0, 0, LatencyTrend.NONE, SlowPeriod.NONE);

    /** Odds of about 3 to 1: enough to ask oftener. A green as fast as blue hardly ever reaches them. */
    private static final double SUSPECTED = 1;

    /** So that a suspicion ends soon after the slowness. */
    private static final double MOST = 5;

    private static final int SETTLED = 5;

    WarmupState after(AggregationWindow tick, LatencyTest latency, Duration warmup) {
        List<Counts> told = tick.slow();
        List<Counts> edges = told.isEmpty() ? told : told.subList(0, told.size() - 1);
        long answered = told.isEmpty() ? 0 : told.getLast().green();
        double more = told.isEmpty() ? 0 : latency.lnSlower(edges, on(warmup));
        double next = Math.clamp(suspicion + more, 0, MOST);
        boolean quiet = answered > 0 && next == 0 && !latency.edges().isEmpty();
        SlowPeriod period = next == 0 ? SlowPeriod.NONE : slow.plus(edges);
        return new WarmupState(
                seconds + 1, quiet ? calm + 1 : 0, next, trend.after(answered, tick.greenSteps()), period);
    }

    /** As it goes on when green gets its first users. */
    WarmupState again() {
        return new WarmupState(0, 0, suspicion, trend, slow);
    }

    /** The same with what else was known of a slowness. */
    public WarmupState with(SlowPeriod other) {
        return new WarmupState(seconds, calm, suspicion, trend, other);
    }

    /** Whether green may still be cold. */
    boolean on(Duration warmup) {
        return seconds < warmup.toSeconds();
    }

    /** Whether this second was the last of the warm-up. */
    boolean over(Duration warmup) {
        return seconds == warmup.toSeconds();
    }

    /** Whether a slowness is over. */
    boolean settled() {
        return calm >= SETTLED;
    }

    /** Whether green may be slow, so that both versions are worth asking oftener. */
    boolean suspected() {
        return suspicion >= SUSPECTED;
    }
}
