package dev.sluice.rollout;

import dev.sluice.analysis.AggregationWindow;
import dev.sluice.analysis.BlueUnderLoad;
import dev.sluice.analysis.ChangePointPrior;
import dev.sluice.analysis.ConsecutiveRefusals;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.FailureBurst;
import dev.sluice.analysis.HealthObjectives;
import dev.sluice.analysis.LatencyTest.Edge;
import dev.sluice.analysis.LatencyTrend;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.StageCounts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.analysis.WarmupState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has been seen of green in one rollout. Holds no requests, only what they have proven.
 *
 * @param tests after the seconds that are over
 * @param tick the second that is being counted
 * @param stage what the stage has counted
 * @param refusals probes of one version that were refused in a row while the other answered
 * @param suspicion green's failures in a row, for people; empty while there are none
 * @param blue latencies of blue in milliseconds, until the edges are known
 * @param lastFailure the last failure of green, described for people; empty when there was none
 * @param heard when a probe of green last said something; the first look while none has; empty before that
 * @param users when a user's request was counted last; empty when none was since a controller began
 */
public record Evidence(
        SequentialTests tests,
        AggregationWindow tick,
        StageCounts stage,
        ConsecutiveRefusals refusals,
        Optional<FailureBurst> suspicion,
        List<Double> blue,
        String lastFailure,
        Optional<Instant> heard,
        Optional<Instant> users) {
    /** Nothing seen yet. */
    public static final Evidence NONE = of(SequentialTests.NONE, AggregationWindow.NONE);

    /** Nothing seen yet but by these. */
    static Evidence of(SequentialTests tests, AggregationWindow tick) {
        return new Evidence(
                tests,
                tick,
                StageCounts.NONE,
                ConsecutiveRefusals.NONE,
                Optional.empty(),
                List.of(),
                "",
                Optional.empty(),
                Optional.empty());
    }

    /** Latencies of blue that fix the edges. */
    public static final int LATENCIES = 100;

    /** So many failed probes of each, and none that passed, are no accident. */
    private static final int ALL = 10;

    private static final double[] QUANTILES = {.5, .9, .99};

    /** Gross slowness is measured from blue's 90th percentile. */
    private static final int GROSS = 1;

    /** Copies. */
    public Evidence {
        blue = List.copyOf(blue);
    }

    /**
     * This evidence with one more look.
     *
     * @param plan what is asked of green
     */
    public Evidence plus(ObservationBatch batch, Plan plan) {
        Evidence now = tick.over(batch.at()) ? closed(plan) : this;
        return now.counted(batch, plan);
    }

    /** As it goes on with what the cluster says of green: more ready pods than ever before in this release are cold, as the first ones were. */
    public Evidence seeing(WorkloadStatus green) {
        return green instanceof WorkloadStatus.Pods pods && pods.ready() > mostPods()
                ? warming(tests.warming().seeing(pods.ready()))
                : this;
    }

    /** The most pods of green that were ready at a time; 0 when not known. */
    public int mostPods() {
        return tests.warming().pods();
    }

    /** The same where so many pods of green were ready at a time before. */
    public Evidence withMostPods(int known) {
        return warming(tests.warming().known(known));
    }

    private Evidence warming(WarmupState next) {
        return new Evidence(tests.with(next), tick, stage, refusals, suspicion, blue, lastFailure, heard, users);
    }

    /** The logarithm of the odds against chance that green is worse than it may be, the second that is being counted included. */
    public double lnOdds(Plan plan) {
        return all(plan).lnOdds(plan.health());
    }

    /** Whether green may be slow, so that both versions are worth asking oftener. */
    public boolean slow() {
        return tests.warming().suspected();
    }

    /** Whether no user's request was counted for so long, of the time that the stage has been looked at. */
    boolean unheardOfUsers(Duration longest, Instant at) {
        return stage.since()
                .map(since -> users.filter(since::isBefore).orElse(since))
                .filter(last -> !last.plus(longest).isAfter(at))
                .isPresent();
    }

    /**
     * Whether every probe of both versions has failed in this stage while no users say that blue fails: then the question is wrong, or everything is
     * out.
     */
    public boolean probeFails() {
        Counts probes = stage.probes();
        Counts users = stage.users();
        return Math.min(probes.blue(), probes.green()) >= ALL
                && probes.blueFailed() == probes.blue()
                && probes.greenFailed() == probes.green()
                && 2 * users.blueFailed() <= users.blue();
    }

    /** The milliseconds beyond which a version's answers count as slow. */
    public List<Double> limits(VersionRole role, Plan plan) {
        return new HealthObjectives(plan.health()).limits(role, tests.latency().edges());
    }

    /**
     * The evidence as it goes on after a decision: a stage counts anew, and a weight that changes is a moment at which faults begin. An
     * interruption of a hold throws nothing away: what is counted in it are requests of both versions at the same moment still. Only no
     * second is told to the tests that lies on both sides of a change of the weights.
     */
    public Evidence after(Decision decision, Rollout before) {
        return switch (decision) {
            case Decision.Enter enter when forgiven(before) -> anew().entered(enter, before);
            case Decision.Enter enter -> closed(before.plan()).entered(enter, before);
            case Decision.FailOver _ when before.state() instanceof RolloutState.FailedOver -> this;
            case Decision.FailOver _ -> closed(before.plan()).changed().carrying(Weight.ALL);
            case Decision.Interrupt _, Decision.Resume _ -> closed(before.plan());
            case Decision.Hold _, Decision.Restart _ -> with(tests, tick, StageCounts.NONE);
            case Decision.Wait _, Decision.Pause _, Decision.Revert _, Decision.Finish _ -> this;
        };
    }

    /** As it goes on after a time in which nobody looked. */
    public Evidence resumed(Duration unseen) {
        return new Evidence(
                tests, tick, stage.later(unseen), refusals.later(unseen), suspicion, blue, lastFailure, heard, users);
    }

    /** Everything that is tested, the second that is being counted included. It is most of a pass's work, so one pass asks once. */
    public SequentialTests all(Plan plan) {
        return tick.empty() ? tests : tests.after(tick, new HealthObjectives(plan.health()), schedule(plan));
    }

    /** A person who lets a rollout go on that was paused because green was worse has seen that evidence. */
    private static boolean forgiven(Rollout before) {
        return before.state() instanceof RolloutState.Paused paused && paused.cause() == PauseCause.Unhealthy;
    }

    /** Nothing seen of green; how slow blue was under load cannot be seen again. */
    private Evidence anew() {
        return of(
                SequentialTests.NONE.at(
                        tests.latency().edges().stream().map(Edge::anew).toList()),
                AggregationWindow.NONE);
    }

    /** As it goes on when green has such a weight. */
    public Evidence carrying(Weight weight) {
        return with(tests.carrying(weight.percent() / 100), tick, stage);
    }

    /** A stage that is entered again changes no weight, and is no moment at which faults begin. */
    private Evidence entered(Decision.Enter enter, Rollout before) {
        boolean again = before.index() == enter.stage() && !(before.state() instanceof RolloutState.Preparing);
        boolean first = before.weight().equals(Weight.NONE)
                && !before.plan().stage(enter.stage()).weight().equals(Weight.NONE);
        return with(
                        first ? tests.warmingAgain() : tests,
                        again ? AggregationWindow.NONE : AggregationWindow.afterChange(),
                        StageCounts.NONE)
                .carrying(before.plan().stage(enter.stage()).weight());
    }

    private Evidence changed() {
        return with(tests, AggregationWindow.afterChange(), StageCounts.NONE);
    }

    private Evidence closed(Plan plan) {
        SequentialTests next = all(plan);
        boolean known = !next.latency().edges().isEmpty() || blue.size() < LATENCIES;
        return new Evidence(
                known ? next : next.at(edges()),
                tick.empty() ? tick : AggregationWindow.NONE,
                stage,
                refusals,
                suspicion,
                known ? blue : List.of(),
                lastFailure,
                heard,
                users);
    }

    private Evidence counted(ObservationBatch batch, Plan plan) {
        Counts probed = Counts.NONE;
        List<ProbeResult> answered = new ArrayList<>();
        ConsecutiveRefusals run = refusals.after(batch.users(), batch.at());
        String failure = lastFailure;
        for (ProbeResult result : batch.probes()) {
            Counts one = count(result);
            probed = probed.plus(one);
            run = run.after(result);
            failure = one.greenFailed() > 0 ? result.detail() : failure;
            if (result.outcome() == ProbeOutcome.Passed && !result.took().isZero()) {
                answered.add(result);
            }
        }
        return new Evidence(
                tests.slow(batch.slow(), schedule(plan)),
                counted(batch, probed, answered, plan),
                stage.plus(batch.at(), batch.users(), probed),
                run,
                suspected(batch, probed),
                learned(answered),
                failure,
                probed.green() > 0 ? Optional.of(batch.at()) : heard.or(() -> Optional.of(batch.at())),
                batch.users().total() > 0 ? Optional.of(batch.at()) : users);
    }

    private AggregationWindow counted(ObservationBatch batch, Counts probed, List<ProbeResult> answered, Plan plan) {
        List<Counts> slow = new HealthObjectives(plan.health())
                .slow(answered, tests.latency().edges());
        List<Counts> sums = new ArrayList<>(slow);
        for (int i = 0; i < tick.slow().size(); i++) {
            sums.set(i, slow.get(i).plus(tick.slow().get(i)));
        }
        return new AggregationWindow(
                tick.since().or(() -> Optional.of(batch.at())),
                tick.changed(),
                tick.users().plus(batch.users()),
                tick.probes().plus(probed),
                sums,
                tick.greenSteps() + steps(answered));
    }

    private static long steps(List<ProbeResult> answered) {
        return answered.stream()
                .filter(result -> result.colour() == VersionRole.Green)
                .mapToLong(result -> LatencyTrend.step(HealthObjectives.millis(result)))
                .sum();
    }

    private Optional<FailureBurst> suspected(ObservationBatch batch, Counts probed) {
        boolean fails = batch.users().greenFailed() + probed.greenFailed() > 0;
        return suspicion
                .filter(known -> !known.over(batch.at()))
                .or(() -> fails ? Optional.of(FailureBurst.at(batch.at())) : Optional.empty())
                .map(known -> known.plus(batch.at(), batch.users(), probed));
    }

    private List<Double> learned(List<ProbeResult> answered) {
        if (!tests.latency().edges().isEmpty()) {
            return blue;
        }
        List<Double> known = new ArrayList<>(blue);
        answered.stream()
                .filter(result -> result.colour() == VersionRole.Blue)
                .map(HealthObjectives::millis)
                .forEach(known::add);
        return known;
    }

    private List<Edge> edges() {
        List<Double> sorted = blue.stream().sorted().toList();
        double carried = 1 - tests.latency().share();
        List<Edge> edges = new ArrayList<>();
        for (double quantile : QUANTILES) {
            int rank = Math.min(sorted.size() - 1, (int) (quantile * sorted.size()));
            double at = sorted.get(rank);
            long beyond = sorted.stream().filter(took -> took > at).count();
            BlueUnderLoad load = BlueUnderLoad.NONE.plus(new Counts(0, 0, sorted.size(), beyond), carried);
            edges.add(Edge.of(at, 1 - quantile, load));
        }
        edges.add(edges.get(GROSS));
        return edges;
    }

    private Evidence with(SequentialTests nextTests, AggregationWindow nextTick, StageCounts nextStage) {
        Optional<FailureBurst> cut =
                nextStage.equals(StageCounts.NONE) ? suspicion.map(FailureBurst::uncounted) : suspicion;
        return new Evidence(nextTests, nextTick, nextStage, refusals, cut, blue, lastFailure, heard, users);
    }

    private static ChangePointPrior schedule(Plan plan) {
        return new ChangePointPrior(plan.stages().size());
    }

    /** Answered probes of both versions. */
    static Counts count(List<ProbeResult> probes) {
        return probes.stream().map(Evidence::count).reduce(Counts.NONE, Counts::plus);
    }

    private static Counts count(ProbeResult result) {
        int failed = result.outcome() == ProbeOutcome.Passed ? 0 : 1;
        if (result.outcome() == ProbeOutcome.Blind) {
            return Counts.NONE;
        }
        return switch (result.colour()) {
            case Blue -> new Counts(0, 0, 1, failed);
            case Green -> new Counts(1, failed, 0, 0);
        };
    }
}
