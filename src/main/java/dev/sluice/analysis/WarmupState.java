package dev.sluice.analysis;

import java.time.Duration;
import java.util.List;

/**
 * How far green has warmed up, and how its latency goes: a cold start is slow and fades.
 *
 * @param seconds counted since the first look, and anew since green first got users or more pods than ever before
 * @param calm seconds in a row in which nothing spoke for slowness
 * @param suspicion the logarithm of the odds of a slowness that began lately; 0 for none
 * @param trend of green's latency
 * @param slow what was seen since the suspicion began
 * @param pods the most pods of green that were ready at a time
 * @param late whether it was begun by pods that came later
 */
public record WarmupState(
        long seconds, int calm, double suspicion, LatencyTrend trend, SlowPeriod slow, int pods, boolean late) {
    /** Nothing seen. */
    public static final WarmupState NONE = new WarmupState(0, 0, 0, LatencyTrend.NONE, SlowPeriod.NONE);

    /** Odds of about 3 to 1: enough to ask oftener. A green as fast as blue hardly ever reaches them. */
    private static final double SUSPECTED = 1;

    /** So that a suspicion ends soon after the slowness. */
    private static final double MOST = 5;

    private static final int SETTLED = 5;

    /** In seconds. A cold start of a second that halves in three is gross for ten. */
    private static final int SCATTERED = 15;

    /** One of which nobody knows the pods. */
    public WarmupState(long seconds, int calm, double suspicion, LatencyTrend trend, SlowPeriod slow) {
        this(seconds, calm, suspicion, trend, slow, 0, false);
    }

    WarmupState after(AggregationWindow tick, LatencyTest latency, Duration warmup) {
        List<Counts> told = tick.slow();
        List<Counts> edges = told.isEmpty() ? told : told.subList(0, told.size() - 1);
        long answered = told.isEmpty() ? 0 : told.getLast().green();
        double more = told.isEmpty() ? 0 : latency.lnSlower(edges, on(warmup));
        double next = Math.clamp(suspicion + more, 0, MOST);
        boolean quiet = answered > 0 && next == 0 && !latency.edges().isEmpty();
        SlowPeriod period = next == 0 ? SlowPeriod.NONE : slow.plus(edges);
        return new WarmupState(
                seconds + 1, quiet ? calm + 1 : 0, next, trend.after(answered, tick.greenSteps()), period, pods, late);
    }

    /** As it goes on when green gets its first users. */
    WarmupState again() {
        return new WarmupState(0, 0, suspicion, trend, slow, pods, false);
    }

    /**
     * As it goes on with so many ready pods. Those that there never were before are cold; those that come back, or are scaled up and down, begin nothing,
     * so the warm-ups end when green grows no more.
     */
    public WarmupState seeing(int ready) {
        return ready > pods ? new WarmupState(0, 0, suspicion, trend, slow, ready, pods > 0) : this;
    }

    public WarmupState known(int most) {
        return new WarmupState(seconds, calm, suspicion, trend, slow, most, late);
    }

    /** Whether it can be seen that a slowness fades: where some pods are warm and some are cold, answers scatter, and their mean with them. */
    boolean tellsTrend() {
        return !late || seconds >= SCATTERED;
    }

    /** The same with what else was known of a slowness. */
    public WarmupState with(SlowPeriod other) {
        return new WarmupState(seconds, calm, suspicion, trend, other, pods, late);
    }

    /** Whether green may still be cold. */
    public boolean on(Duration warmup) {
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
    public boolean suspected() {
        return suspicion >= SUSPECTED;
    }
}
