package dev.sluice.analysis;

import dev.sluice.analysis.EValueAverage.Part;
import dev.sluice.api.HealthSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Everything that is tested in one rollout, after the seconds that are over.
 *
 * @param users failures of users' requests
 * @param probes failures of probes
 * @param latency latency of probes
 * @param ticks seconds told to the tests
 * @param counted whether users' requests were ever counted; a test that was never on does not count
 * @param warming how far green has warmed up
 * @param slowUsers latency of users' requests
 * @param blueWorse whether blue fails more than green: no part of the odds against green
 */
public record SequentialTests(
        StreamTest users,
        StreamTest probes,
        LatencyTest latency,
        long ticks,
        boolean counted,
        WarmupState warming,
        SlowUsers slowUsers,
        BlueWorse blueWorse) {
    /** Nothing seen. */
    public static final SequentialTests NONE = new SequentialTests(
            StreamTest.NONE,
            StreamTest.NONE,
            LatencyTest.NONE,
            0,
            false,
            WarmupState.NONE,
            SlowUsers.NONE,
            BlueWorse.NONE);

    private static final double LATENCY = 0.3;
    private static final double SLOW_USERS = 0.2;
    private static final ObjectiveRateTest SLOW = new ObjectiveRateTest(0.01);

    public SequentialTests after(AggregationWindow tick, HealthObjectives objectives, ChangePointPrior schedule) {
        double prior = schedule.prior(ticks, tick.changed());
        WarmupState next = warming.after(tick, latency, objectives.warmup());
        return new SequentialTests(
                users.after(tick.users(), objectives.rates(), prior, probes.blue(tick.probes())),
                probes.after(tick.probes(), objectives.rates(), prior, users.blue(tick.users())),
                latency(tick, next, objectives.warmup(), schedule),
                ticks + 1,
                counted || tick.users().total() > 0,
                next,
                slowUsers,
                blueWorse.after(tick.users(), tick.probes(), prior));
    }

    /** What green was while it was cold is no evidence once it is warm: its warm-up's end is a moment like a change of the weight. */
    private LatencyTest latency(AggregationWindow tick, WarmupState next, Duration warmup, ChangePointPrior schedule) {
        boolean over = next.over(warmup);
        boolean forgotten = over || (next.on(warmup) && next.settled() && latency.lnRelative() > 0);
        LatencyTest known = forgotten ? latency.ended() : latency;
        List<Counts> slow = tick.slow();
        return slow.isEmpty()
                ? known
                : known.after(
                        slow.subList(0, slow.size() - 1),
                        slow.getLast(),
                        SLOW,
                        schedule.prior(ticks, tick.changed() || over),
                        next.on(warmup) ? OptionalDouble.empty() : OptionalDouble.of(warming.suspicion()));
    }

    /** As they go on when green gets its first users. */
    public SequentialTests warmingAgain() {
        return with(warming.again());
    }

    /** The same with another warm-up. */
    public SequentialTests with(WarmupState other) {
        return with(other, slowUsers);
    }

    /** The same with what else was known of latencies. */
    public SequentialTests with(WarmupState other, SlowUsers known) {
        return with(other, known, blueWorse);
    }

    /** The same with what else was known of latencies, and of blue. */
    public SequentialTests with(WarmupState other, SlowUsers known, BlueWorse worse) {
        return new SequentialTests(users, probes, latency, ticks, counted, other, known, worse);
    }

    /** The same with what else was known of the probes' latency by all edges together. */
    public SequentialTests withShift(MixtureEProcess shift) {
        return with(latency.withShift(shift));
    }

    /** The same with edges of the latency. */
    public SequentialTests at(List<LatencyTest.Edge> edges) {
        return with(latency.at(edges));
    }

    /** As they go on when green has such a share of the users, from 0 to 1. */
    public SequentialTests carrying(double green) {
        return with(latency.carrying(green));
    }

    private SequentialTests with(LatencyTest other) {
        return new SequentialTests(users, probes, other, ticks, counted, warming, slowUsers, blueWorse);
    }

    /** With what the gateways have told of users' latencies, which they tell every few seconds. */
    public SequentialTests slow(Counts more, ChangePointPrior schedule) {
        if (more.total() == 0) {
            return this;
        }
        SlowUsers next = slowUsers.after(more, schedule.prior(ticks, tickChanged(more)));
        return with(warming, next);
    }

    /** Green's first users are a moment like a change of the weight. */
    private boolean tickChanged(Counts more) {
        return slowUsers.last().green() < more.green() / 2;
    }

    /** One test with its weight and, for people, what it looks at. */
    public record Named(Subject subject, Part part) {
        private Named forgiven() {
            return new Named(subject, new Part(part.weight(), Math.min(0, part.lnValue())));
        }
    }

    /** What a test looks at. */
    public enum Subject {
        Users,
        Probes,
        Latency,
        SlowUsers
    }

    public boolean latencyOn(HealthSpec health) {
        return !latency.edges().isEmpty() && health.latency().maxTimesBlue() > 0;
    }

    /** The tests that are on. */
    public List<Named> parts(HealthSpec health) {
        boolean latencyOn = latencyOn(health);
        boolean slowOn = health.latency().objective().isPresent();
        double rest = latencyOn || slowOn ? 1 - LATENCY : 1;
        List<Named> parts = new ArrayList<>();
        if (counted) {
            failures(parts, Subject.Users, users, health, rest * .5, rest * .1);
        }
        failures(parts, Subject.Probes, probes, health, rest * .25, rest * .15);
        double each = latencyOn && slowOn ? LATENCY / 2 : LATENCY;
        if (latencyOn) {
            parts.add(new Named(Subject.Latency, new Part(each, latency.lnRelative())));
        }
        if (slowOn) {
            parts.add(new Named(Subject.Latency, new Part(each, latency.lnObjective())));
        }
        if (slowUsers.counted() && health.latency().maxTimesBlue() > 0) {
            parts.add(new Named(Subject.SlowUsers, new Part(SLOW_USERS, slowUsers.lnValue())));
        }
        return parts;
    }

    /** The same as they count for a verdict: a green that may be cold is not blamed for its latency, unless that is gross and does not fade. */
    public List<Named> judged(HealthSpec health) {
        boolean forgiven = warming.on(health.latency().warmup()) && !grossNow(health);
        return parts(health).stream()
                .map(named -> switch (named.subject()) {
                    case Users, Probes -> named;
                    case Latency -> forgiven ? named.forgiven() : named;
                    case SlowUsers -> slowUsers.fading() ? named.forgiven() : named;
                })
                .toList();
    }

    /** What was gross and is not any more was cold. */
    private boolean grossNow(HealthSpec health) {
        List<Double> limits = new HealthObjectives(health).limits(VersionRole.Green, latency.edges());
        return latency.gross()
                && warming.tellsTrend()
                && !warming.trend().fading()
                && warming.trend().beyond(limits.get(LatencyTest.GROSS));
    }

    private static void failures(
            List<Named> parts, Subject subject, StreamTest test, HealthSpec health, double relative, double objective) {
        if (health.maxErrorsTimesBlue() > 0) {
            parts.add(new Named(subject, new Part(relative, test.lnRelative())));
        }
        if (health.maxErrorPercent() < 100) {
            parts.add(new Named(subject, new Part(objective, test.lnObjective())));
        }
    }

    /** The logarithm of the odds against chance that green is worse than it may be. */
    public double lnOdds(HealthSpec health) {
        return lnOdds(parts(health));
    }

    /** The logarithm of the odds of such tests together. */
    public static double lnOdds(List<Named> parts) {
        return EValueAverage.lnValue(parts.stream().map(Named::part).toList());
    }
}
