package dev.sluice.rollout;

import dev.sluice.analysis.ConfidenceSequence;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.FailureBurst;
import dev.sluice.analysis.LatencyExplanation;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.StageCounts;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.WarmupState;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Weighs the evidence. Green is unhealthy when everything that is tested together says so at the odds that the policy asks for, or when it
 * was refused many times in a row while blue answered.
 */
public final class HealthEvaluator {
    /**
     * Refusals in a row that need no statistics. Blue has answered beside each: in an outage of both that refuses one in three, ten such
     * pairs in a row come once in a million.
     */
    public static final int REFUSALS = 10;

    /** Nobody goes on while the odds against chance are higher: a little more patience settles them. */
    private static final double SUSPICIOUS = Math.log(10);

    /** Doubt that has not settled in this time beyond the hold will not: at weight 100 nothing more comes to compare with. */
    private static final Duration DOUBT = Duration.ofMinutes(1);

    /** How much worse than blue green may be and go on, where the sample is small: one percentage point, more where blue fails more. */
    static final double MARGIN = 0.01;

    /** Users' requests that green must be about to get within the deadline, for them to be what proves it. */
    static final int WORTH_WAITING = 1000;

    /**
     * Users' requests that are counted no more prove nothing: a gateway does not tell, a stranger's route keeps them from being counted, or there
     * are none. Then probes decide, as for an app whose users were never counted.
     */
    static final Duration SILENT = Duration.ofSeconds(10);

    /** Blue failing so often is an outage, in which nobody can prove to be well. */
    private static final double OUTAGE = 0.1;

    private final Evidence evidence;
    private final Plan plan;
    private final Instant at;
    private final SequentialTests tests;

    private HealthEvaluator(Evidence evidence, SequentialTests tests, Plan plan, Instant at) {
        this.evidence = evidence;
        this.plan = plan;
        this.at = at;
        this.tests = tests;
    }

    /** What the evidence says of green, in the stage and for the whole rollout. */
    static Verdict judge(Evidence evidence, Plan plan, int stage, Instant at) {
        return judge(evidence, evidence.all(plan), plan, stage, at);
    }

    /**
     * The same.
     *
     * @param tests {@linkplain Evidence#all all} of the evidence
     */
    static Verdict judge(Evidence evidence, SequentialTests tests, Plan plan, int stage, Instant at) {
        return new HealthEvaluator(evidence, tests, plan, at).judge(stage);
    }

    private Verdict judge(int stage) {
        HealthSpec health = plan.health();
        if (evidence.refusals().run() >= REFUSALS) {
            return new Verdict.Unhealthy("Unhealthy: green refused the last "
                    + evidence.refusals().run() + " probes while blue answered; " + ending());
        }
        List<SequentialTests.Named> judged = tests.judged(health);
        if (SequentialTests.lnOdds(judged) >= -Math.log(health.alpha())) {
            return new Verdict.Unhealthy("Unhealthy: " + worst(judged) + "; by chance that happens at most once in "
                    + grouped(1 / health.alpha()) + " releases; " + ending(judged));
        }
        if (evidence.probeFails()) {
            return new Verdict.Inconclusive(
                    "every probe fails, of blue too, which proves nothing of green (last: " + evidence.lastFailure()
                            + "); if blue is well, mend spec.health.probe of the policy (path, host, headers, expectedStatus); "
                            + counted(evidence.stage()));
        }
        List<SequentialTests.Named> parts = tests.parts(health);
        double lnOdds = SequentialTests.lnOdds(parts);
        Counts probes = evidence.stage().probes();
        if (probes.green() < health.minSample()) {
            return new Verdict.Inconclusive("saw " + probes.green() + " of " + health.minSample() + " probes of green");
        }
        Duration patience =
                plan.stage(stage).hold().plus(longer(DOUBT, health.latency().warmup()));
        WarmupState warming = tests.warming();
        boolean patient = evidence.stage().seconds(at) < patience.toSeconds()
                || (warming.late() && warming.on(health.latency().warmup()));
        if (lnOdds >= SUSPICIOUS && patient) {
            return new Verdict.Inconclusive(worst(parts) + "; by chance that happens in up to one of "
                    + grouped(Math.exp(lnOdds)) + " releases, not yet beyond doubt" + cold(judged));
        }
        if (tests.latencyOn(health) && evidence.slow() && patient) {
            return new Verdict.Inconclusive(LatencyExplanation.of(tests, health)
                    + "; green seems slow of late, not yet beyond doubt" + cold(judged));
        }
        return sample(stage);
    }

    /** While green may be cold, slowness holds the stage and nothing more. */
    private String cold(List<SequentialTests.Named> judged) {
        Duration warmup = plan.health().latency().warmup();
        boolean held = tests.warming().on(warmup) && SequentialTests.lnOdds(judged) < SUSPICIOUS;
        return held
                ? "; green may be warming up, for "
                        + (warmup.toSeconds() - tests.warming().seconds()) + " s more"
                : "";
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Verdict sample(int stage) {
        StageCounts seen = evidence.stage();
        double objective = plan.health().maxErrorPercent() / 100;
        double blue = Math.max(tests.users().blueNow(), tests.probes().blueNow());
        if (blue >= Math.max(OUTAGE, objective) && !blueAlone()) {
            return new Verdict.Inconclusive(String.format(
                    Locale.ROOT,
                    "blue fails too, %.0f %% of late: an outage proves nothing; %s",
                    100 * blue,
                    counted(seen)));
        }
        if (above(seen.users(), objective) || above(seen.probes(), objective)) {
            return new Verdict.Inconclusive(counted(seen) + "; above its objective of "
                    + number(plan.health().maxErrorPercent()) + " %, not yet beyond doubt");
        }
        return switch (plan.stage(stage).pass()) {
            case Sampled -> new Verdict.Healthy(counted(seen));
            case Exposure -> tests.counted() && !silent() ? exposure(seen, plan.stage(stage + 1)) : proven(seen);
            case Proven -> proven(seen);
        };
    }

    private boolean silent() {
        return evidence.unheardOfUsers(SILENT, at);
    }

    private Verdict exposure(StageCounts seen, Stage next) {
        double seconds = seen.seconds(at);
        if (seen.users().total() == 0) {
            return new Verdict.Inconclusive("has counted no user's request in this stage yet; " + counted(seen));
        }
        if (seconds < 1) {
            return new Verdict.Inconclusive("has counted users' requests for less than a second");
        }
        double stake = AutoSteps.atStake(seen.users(), seen.users().total() / seconds, next.weight());
        return stake <= AutoSteps.BUDGET
                ? new Verdict.Healthy(counted(seen))
                : new Verdict.Inconclusive(String.format(
                        Locale.ROOT,
                        "%s; at %s a green as bad as it still may be would fail %.0f users' requests, above %.0f",
                        counted(seen),
                        next.weight(),
                        stake,
                        AutoSteps.BUDGET));
    }

    private Verdict proven(StageCounts seen) {
        double seconds = Math.max(1, seen.seconds(at));
        double expected = seen.users().green() / seconds * plan.deadline().toSeconds();
        boolean unheard = tests.counted() && silent();
        Counts counts = expected >= WORTH_WAITING && !unheard ? seen.users() : seen.probes();
        double green = ConfidenceSequence.of(counts.green(), counts.greenFailed(), AutoSteps.ALPHA)
                .high();
        double blue = ConfidenceSequence.of(counts.blue(), counts.blueFailed(), AutoSteps.ALPHA)
                .low();
        String bound = String.format(
                Locale.ROOT,
                "%s%s; at worst %.1f points worse than blue",
                unheard ? "no user's request was counted for " + SILENT.toSeconds() + " s, so probes decide; " : "",
                counted(seen),
                100 * Math.max(0, green - blue));
        return green - blue <= Math.max(MARGIN, rate(counts.blueFailed(), counts.blue()))
                ? new Verdict.Healthy(bound)
                : new Verdict.Inconclusive(bound + ", which is not yet close enough");
    }

    /** Whether green is surely above its objective, and above blue: at weight 100 blue is known from before, and from the probes. */
    private boolean above(Counts counts, double objective) {
        if (counts.greenFailed() == 0) {
            return false;
        }
        double green = ConfidenceSequence.of(counts.green(), counts.greenFailed(), AutoSteps.ALPHA)
                .low();
        double blue = Math.max(
                rate(counts.blueFailed(), counts.blue()),
                Math.max(tests.users().blue(), tests.probes().blue()));
        return green > objective && (blueAlone() || green > blue + MARGIN);
    }

    /** Blue fails and green does not, by proof: that is no outage of both, and no excuse for green. */
    private boolean blueAlone() {
        return tests.blueWorse().lnProbes() >= -Math.log(plan.health().alpha());
    }

    private static double rate(long failed, long requests) {
        return requests == 0 ? 0 : (double) failed / requests;
    }

    /** What the test that speaks loudest has seen. */
    private String worst(List<SequentialTests.Named> parts) {
        return switch (loudest(parts)) {
            case Users -> failed(StageCounts::users, "user requests");
            case Probes -> failed(StageCounts::probes, "probes");
            case Latency -> LatencyExplanation.of(tests, plan.health());
            case SlowUsers -> LatencyExplanation.ofUsers(tests.slowUsers());
        };
    }

    private static SequentialTests.Subject loudest(List<SequentialTests.Named> parts) {
        return parts.stream()
                .max(Comparator.comparingDouble(
                        named -> Math.log(named.part().weight()) + named.part().lnValue()))
                .map(SequentialTests.Named::subject)
                .orElse(SequentialTests.Subject.Probes);
    }

    /** A failure that happened to come beside a slowness did not begin it. */
    private String ending(List<SequentialTests.Named> judged) {
        return switch (loudest(judged)) {
            case Users, Probes -> ending();
            case Latency, SlowUsers -> verb();
        };
    }

    private String verb() {
        return plan.onUnhealthy() == OnUnhealthy.Revert ? "reverted" : "paused";
    }

    private String ending() {
        String after = evidence.suspicion()
                .map(known -> seconds(Duration.between(known.first(), at).toMillis() / 1000.0))
                .filter(lasted -> !lasted.isEmpty())
                .map(lasted -> " after " + lasted)
                .orElse("");
        return verb() + after + (evidence.lastFailure().isEmpty() ? "" : "; last: " + evidence.lastFailure());
    }

    /** The whole stage, and of it what came since green was first seen to fail: a few failures mean little without the whole. */
    private String failed(Function<StageCounts, Counts> stream, String what) {
        Counts all = stream.apply(evidence.stage());
        Optional<StageCounts> suspected = evidence.suspicion().map(FailureBurst::seen);
        Counts last = suspected.map(stream).orElse(Counts.NONE);
        String lasted = suspected.map(seen -> seconds(seen.seconds(at))).orElse("");
        String lately = last.greenFailed() == 0 || last.green() == all.green() || lasted.isEmpty()
                ? ""
                : " (" + grouped(last.greenFailed()) + " of " + grouped(last.green()) + " in the last " + lasted + ")";
        String whole = seconds(evidence.stage().seconds(at));
        return "green failed " + grouped(all.greenFailed()) + " of " + grouped(all.green()) + " " + what
                + " in this stage" + (whole.isEmpty() ? "" : "'s " + whole) + lately + ", blue "
                + grouped(all.blueFailed()) + " of " + grouped(all.blue());
    }

    /** Empty for none: what a gateway tells at once came over a time that is not known. */
    private static String seconds(double seconds) {
        return seconds < 0.05 ? "" : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String counted(StageCounts seen) {
        String probes = failed(seen.probes(), "probes");
        return seen.users().total() == 0 ? probes : failed(seen.users(), "user requests") + "; " + probes;
    }

    private static String failed(Counts counts, String what) {
        return "green failed " + grouped(counts.greenFailed()) + " of " + grouped(counts.green()) + " " + what
                + ", blue " + grouped(counts.blueFailed()) + " of " + grouped(counts.blue());
    }

    private static String grouped(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
