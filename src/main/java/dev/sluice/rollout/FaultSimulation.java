package dev.sluice.rollout;

import dev.sluice.analysis.AggregationWindow;
import dev.sluice.analysis.BlueWorse;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.LatencyTest.Edge;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.SlowUsers;
import dev.sluice.analysis.StreamTest;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.VersionRole;
import dev.sluice.analysis.WarmupState;
import dev.sluice.api.HealthSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Plays the first seconds of a stage with a green that fails, on the same evidence and the same judge as the real thing. What fails is drawn
 * with dice that always fall the same way.
 */
final class FaultSimulation {
    /** Whom the judge does not blame within that, it does not blame. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final double HALF = 0.5;
    private static final int GAMES = 7;
    /** Plans of more stages are played less often, and calculated more coarsely, so that none takes much longer than one of so many. */
    private static final int STAGES = 20;

    private static final int MANY = 10_000;
    private static final Instant START = Instant.EPOCH;

    /** What a stage knows that begins after a healthy past. The edges only matter for their being known. */
    private static final List<Edge> EDGES =
            List.of(Edge.of(50, .5), Edge.of(80, .1), Edge.of(100, .01), Edge.of(80, .1));

    private final Plan plan;
    private final int stage;
    private final TrafficAssumptions load;
    private final SimulatedFault fault;
    private final Queue<Instant> onTheirWay = new ArrayDeque<>();
    private final FractionalCounter probes;
    private final FractionalCounter greenUsers = new FractionalCounter(0);
    private final FractionalCounter blueUsers = new FractionalCounter(0);
    private final SplittableRandom random;

    private Evidence evidence;
    private Instant suspectedUntil = START;
    private Instant counted = START;

    private FaultSimulation(
            Plan plan, int stage, TrafficAssumptions load, SimulatedFault fault, double owed, int seed) {
        this.plan = plan;
        this.stage = stage;
        this.load = load;
        this.fault = fault;
        this.probes = new FractionalCounter(owed);
        this.random = new SplittableRandom(seed);
        this.evidence = Evidence.of(past(load.usersPerSecond() > 0), AggregationWindow.afterChange());
    }

    /** The tests as a healthy past leaves them. */
    static SequentialTests past(boolean counted) {
        return new SequentialTests(
                        StreamTest.NONE,
                        StreamTest.NONE,
                        SequentialTests.NONE.latency(),
                        0,
                        counted,
                        WarmupState.NONE,
                        SlowUsers.NONE,
                        BlueWorse.NONE)
                .at(EDGES);
    }

    /** How long until every gateway serves blue alone, in the median of some games; empty when that is never. */
    static Optional<Duration> usual(Plan plan, int stage, TrafficAssumptions load, SimulatedFault fault) {
        int games = games(plan, fault);
        List<Duration> known = IntStream.range(0, games)
                .mapToObj(seed -> new FaultSimulation(plan, stage, load, fault, HALF, seed).play())
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        return known.size() < games
                ? Optional.empty()
                : Optional.of(known.get(games / 2).plus(ControllerTimings.SERVED));
    }

    /** How often one stage is played. */
    static int games(Plan plan, SimulatedFault fault) {
        return fault.share() < 1 ? effort(plan, GAMES, 1) : 1;
    }

    /**
     * How often something is done for each stage of a plan.
     *
     * @param usual how often for one of few stages
     * @param least how often in any case
     */
    static int effort(Plan plan, int usual, int least) {
        return Math.clamp((long) usual * STAGES / plan.stages().size(), least, usual);
    }

    /** The same when each wait is as long as it can be: the fault has just missed a probe, and each of two looks. */
    static Optional<Duration> worst(Plan plan, int stage, TrafficAssumptions load, SimulatedFault fault) {
        return new FaultSimulation(plan, stage, load, fault, 0, 0)
                .play()
                .map(known -> known.plus(ControllerTimings.LOOK.multipliedBy(2)).plus(ControllerTimings.SERVED));
    }

    private Optional<Duration> play() {
        Duration longest = fault.known().plus(LONGEST);
        for (Duration t = ControllerTimings.LOOK; t.compareTo(longest) <= 0; t = t.plus(ControllerTimings.LOOK)) {
            Instant at = START.plus(t);
            ObservationBatch batch = new ObservationBatch(at, probe(at), users(at));
            evidence = evidence.plus(batch, plan);
            if (tells(batch) && HealthEvaluator.judge(evidence, plan, stage, at) instanceof Verdict.Unhealthy) {
                return Optional.of(t);
            }
        }
        return Optional.empty();
    }

    /** Whether it is worth while to judge: only a failure turns the odds against green, and a verdict has its reasons written out. */
    private boolean tells(ObservationBatch batch) {
        boolean failed = batch.users().greenFailed() > 0
                || batch.probes().stream()
                        .anyMatch(
                                probe -> probe.colour() == VersionRole.Green && probe.outcome() != ProbeOutcome.Passed);
        return failed && (evidence.refusals().run() > 0 || evidence.lnOdds(plan) > 1);
    }

    private List<ProbeResult> probe(Instant at) {
        int rate = plan.health().probe().rate();
        double now = at.isAfter(suspectedUntil) ? rate : ControllerTimings.suspicious(rate);
        for (int due = probes.take(now * ControllerTimings.seconds(ControllerTimings.LOOK)); due > 0; due--) {
            if (onTheirWay.size() < ControllerTimings.IN_FLIGHT) {
                onTheirWay.add(at.plus(fault.known()));
            }
        }
        List<ProbeResult> results = new ArrayList<>();
        while (!onTheirWay.isEmpty() && !onTheirWay.element().isAfter(at)) {
            onTheirWay.remove();
            results.add(result(VersionRole.Blue, at, random.nextDouble() < load.blueFails(), ProbeOutcome.Failed));
            boolean failed = random.nextDouble() < fault.share();
            results.add(result(VersionRole.Green, at, failed, fault.outcome()));
            suspectedUntil = failed ? at.plus(ControllerTimings.SUSPICION) : suspectedUntil;
        }
        return results;
    }

    private static ProbeResult result(VersionRole role, Instant at, boolean failed, ProbeOutcome how) {
        return new ProbeResult(at, role, failed ? how : ProbeOutcome.Passed, "");
    }

    private Counts users(Instant at) {
        Duration pause =
                at.isAfter(suspectedUntil) ? ControllerTimings.COUNTERS : ControllerTimings.COUNTERS_SUSPICIOUS;
        if (!fault.known().isZero() || at.isBefore(counted.plus(pause))) {
            return Counts.NONE;
        }
        double requests = load.usersPerSecond() * ControllerTimings.seconds(Duration.between(counted, at));
        counted = at;
        double weight = plan.stage(stage).weight().percent() / 100;
        int green = greenUsers.take(requests * weight);
        int blue = blueUsers.take(requests * (1 - weight));
        return new Counts(green, failed(green, fault.share()), blue, failed(blue, load.blueFails()));
    }

    /** As many as fail in the mean, give or take what luck does: where there are many, how they fall is of no account. */
    private long failed(int requests, double share) {
        if (requests > MANY) {
            return Math.round(requests * share);
        }
        return IntStream.range(0, requests)
                .filter(_ -> random.nextDouble() < share)
                .count();
    }

    /** What is known of users' requests under a policy. */
    static TrafficAssumptions counted(HealthSpec health, TrafficAssumptions load) {
        return health.gatewayTelemetry() ? load : load.uncounted();
    }
}
