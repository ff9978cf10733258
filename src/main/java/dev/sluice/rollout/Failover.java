package dev.sluice.rollout;

import dev.sluice.analysis.ConfidenceSequence;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.StageCounts;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.CapacityRule;
import dev.sluice.api.GoDuration;
import dev.sluice.rollout.Decision.Enter;
import dev.sluice.rollout.Decision.FailOver;
import dev.sluice.rollout.Decision.Finish;
import dev.sluice.rollout.Decision.Revert;
import dev.sluice.rollout.Decision.Wait;
import dev.sluice.rollout.RolloutState.FailedOver;
import dev.sluice.rollout.RolloutState.Reverting;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What to do while blue has no ready pod, cannot be reached, or fails far more than green: users go where they are served. It rests on what is certain, or
 * proven at the odds of a revert. As long as blue is not known to be empty or worse, or green is not known to serve, everything is decided
 * as if blue were there, so that nothing delays a revert.
 */
final class Failover {
    /** Blue is back when so small a share of its probes failed of late: about five seconds after the last failure. */
    private static final double STEADY = 0.2;

    /** The same where green is to go back: about two seconds. */
    private static final double HASTY = 0.5;

    /** What blue's last probe before a revert said is true for so long. */
    private static final Duration STALE = Duration.ofSeconds(2);

    /** A blue with ready pods is left when it fails so much of late: more than what brings it back, so that it does not come and go. */
    private static final double BAD = 0.4;

    /**
     * So many probes of green that failed, and none that passed, are a green that serves nobody; but not in the seconds in which all traffic has just
     * come to it, nor while the gateways count users whom it serves, nor where blue has nothing that could serve instead: a pod that fails may
     * recover, and no pod serves nobody for certain.
     */
    private static final int SILENT = 10;

    private final Rollout rollout;
    private final Snapshot seen;
    private final SequentialTests tests;
    private final Verdict verdict;
    private final Optional<String> outage;

    Failover(Rollout rollout, Snapshot seen, SequentialTests tests, Verdict verdict) {
        this.rollout = rollout;
        this.seen = seen;
        this.tests = tests;
        this.verdict = verdict;
        this.outage = SharedOutage.of(rollout, seen, () -> tests);
    }

    /**
     * All traffic to green, when blue is known to serve nobody and green is not.
     *
     * @param end how the rollout would end; that waits until blue is back
     */
    Optional<Decision> begin(Optional<Decision> end) {
        return needed()
                ? Optional.of(new FailOver(outcome(end), empty() + tail(end.map(Decision::why))))
                : blueWorse().map(why -> new FailOver(outcome(end), why));
    }

    /**
     * Why users are to leave a blue with ready pods; empty unless it is proven to fail more of its users' requests than green at the same moment, and fails many of those and of its
     * probes, by which it comes back. So a probe that only green can answer moves nobody, and nobody goes to a green that has no users yet or that
     * cannot carry them. Who says that blue shall serve knows more, and once the traffic goes back nothing more is learned of either.
     */
    private Optional<String> blueWorse() {
        if (rollout.state() instanceof Reverting || seen.desired() == Desired.Aborted || ready() == 0) {
            return Optional.empty();
        }
        boolean worse = Math.min(tests.probes().blueNow(), tests.users().blueNow()) >= BAD
                && tests.blueWorse().lnUsers()
                        >= -Math.log(rollout.plan().health().alpha())
                && serves()
                && CapacityShortage.forAll(rollout, seen).isEmpty();
        return worse
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "blue's pods are ready, but it fails: of late %.0f %% of its users' requests, and green fewer",
                        100 * tests.users().blueNow()))
                : Optional.empty();
    }

    private int ready() {
        return seen.capacity().seen().blue().map(Capacity.Blue::ready).orElse(0);
    }

    /**
     * Whether users are served by green and not by blue. An app's first version has no blue that could be lost, and a Deployment that had no
     * ready pod and asks for none is not what serves as blue.
     */
    boolean needed() {
        return ((blueLost() && asked() && !answers()) || refused()) && serves();
    }

    /** Whether blue is known to have no ready pod, where there was one or one is asked for. */
    boolean blueLost() {
        return blueLost(rollout, seen);
    }

    static boolean blueLost(Rollout rollout, Snapshot seen) {
        return rollout.plan().stages().size() > 1
                && seen.capacity().whole() > 0
                && seen.capacity().blueLost();
    }

    /**
     * Whether blue has ready pods and no gateway reaches one: its subset is gone or selects other pods, or something between gateway and pods is in
     * the way. Users meet the same, whether anybody counts them or not. Once the traffic goes back, blue is not probed any more.
     */
    private boolean refused() {
        return rollout.plan().stages().size() > 1
                && !(rollout.state() instanceof Reverting)
                && ready() > 0
                && seen.evidence().refusals().blueRefused(HealthEvaluator.REFUSALS, seen.at());
    }

    /** Why neither version serves; empty where one of the two does, or may do so. */
    Optional<String> outage() {
        return outage;
    }

    /**
     * Why a revert is not over though every gateway serves its weights: nobody is left on an empty blue as long as green may have a pod first. A person who
     * wants it to end is waited for until the deadline, and so is a green that cannot be seen.
     */
    Optional<String> open(boolean late) {
        if (answers() || !blueLost() || (late && seen.desired() == Desired.Aborted)) {
            return Optional.empty();
        }
        return seen.green() instanceof WorkloadStatus.Unknown && !late
                ? Optional.of("no pod of blue is ready, and green's pods cannot be seen")
                : outage;
    }

    /** Nobody is moved before blue could say that it is there: what a Deployment's status says may be behind. */
    private boolean asked() {
        return seen.evidence().tests().ticks() > 0
                || seen.evidence().stage().probes().blue() > 0
                || stale();
    }

    private boolean answers() {
        return seen.evidence().refusals().blueAnswers() && !stale();
    }

    /** Blue is probed no more once the traffic goes back to it: what its last probe said is true for moments. */
    private boolean stale() {
        return rollout.state() instanceof Reverting reverting
                && seen.at().isAfter(reverting.since().plus(STALE));
    }

    private boolean serves() {
        StageCounts stage = seen.evidence().stage();
        Counts probes = stage.probes();
        boolean early =
                rollout.state() instanceof FailedOver && stage.seconds(seen.at()) < Decider.BLIND_TOLERANCE.toSeconds();
        boolean silent = !early
                && (ready() > 0 || answers())
                && probes.green() >= SILENT
                && probes.greenFailed() == probes.green()
                && stage.users().greenFailed() == stage.users().green();
        return !silent
                && switch (seen.green()) {
                    case WorkloadStatus.Pods pods -> pods.ready() > 0;
                    case WorkloadStatus.Replaced _ -> true;
                    case WorkloadStatus.Gone _, WorkloadStatus.Unknown _ -> false;
                };
    }

    /**
     * Goes on while all traffic is on green.
     *
     * @param end how the rollout would end if blue were there
     */
    Decision go(FailedOver over, Optional<Decision> end) {
        if (blueLost() && outage.isPresent() && seen.desired() != Desired.Aborted && !(answers() && end.isPresent())) {
            return noted(over, end).orElseGet(() -> new Wait("all traffic stays on green; " + outage.get()));
        }
        if (!serves() && !(seen.green() instanceof WorkloadStatus.Unknown)) {
            Outcome outcome = over.back().or(() -> outcome(end)).orElse(Outcome.Reverted);
            return new Revert(outcome, "green serves no longer either" + tail(end.map(Decision::why)));
        }
        Optional<Capacity.Blue> pods = seen.capacity().seen().blue();
        if (pods.isEmpty()) {
            return new Wait("all traffic is on green; blue's pods cannot be seen");
        }
        return pods.get().ready() == 0 ? stay(over, end, pods.get()) : back(over, end, pods.get());
    }

    private Decision back(FailedOver over, Optional<Decision> end, Capacity.Blue pods) {
        Optional<Outcome> outcome = over.back().or(() -> outcome(end));
        String ready = pods.ready() + " of " + pods.wanted() + " pods of blue are ready, and it answers again";
        double failing = seen.evidence().tests().probes().blueNow();
        boolean told = seen.desired() == Desired.Aborted || verdict instanceof Verdict.Unhealthy;
        boolean answers =
                seen.evidence().refusals().blueAnswers() && (told || failing < (outcome.isPresent() ? HASTY : STEADY));
        boolean asked = seen.desired() == Desired.Aborted && pods.ready() >= pods.wanted() && !refused();
        if (!answers && !asked) {
            return stay(over, end, pods);
        }
        if (outcome.isEmpty() && scarce(over, pods)) {
            return new Wait("all traffic is on green until blue can carry its share; " + ready);
        }
        return outcome.<Decision>map(
                        o -> new Revert(o, ready + "; " + end.map(Decision::why).orElse(over.why())))
                .orElseGet(() -> new Enter(over.stage(), ready));
    }

    /** Whether the stage would give blue more than its pods can carry, of which more are to come. A revert does not ask. */
    private boolean scarce(FailedOver over, Capacity.Blue pods) {
        double share = 1 - rollout.plan().stage(over.stage()).weight().percent() / 100;
        int needed = (int) Math.ceil(seen.capacity().whole() * share - 1e-6);
        return rollout.plan().capacity().rule() != CapacityRule.Ignore
                && pods.ready() < Math.min(pods.wanted(), needed)
                && seen.at().isBefore(over.since().plus(rollout.plan().deadline()));
    }

    private Decision stay(FailedOver over, Optional<Decision> end, Capacity.Blue pods) {
        return noted(over, end).orElseGet(() -> stay(over, pods));
    }

    /** How it ends once blue is back, where that is new. */
    private Optional<Decision> noted(FailedOver over, Optional<Decision> end) {
        Optional<Outcome> back = outcome(end)
                .filter(o -> over.back().isEmpty() || o == Outcome.Aborted)
                .or(over::back);
        return back.equals(over.back())
                ? Optional.empty()
                : Optional.of(new FailOver(back, empty() + tail(end.map(Decision::why))));
    }

    private Decision stay(FailedOver over, Capacity.Blue pods) {
        boolean late = !(seen.mesh() instanceof TrafficStatus.Unwritten)
                && seen.at().isAfter(over.since().plus(rollout.plan().deadline()));
        if (!(seen.mesh() instanceof TrafficStatus.Converged) && !late) {
            return new Wait(empty() + "; all traffic is on its way to green");
        }
        if (seen.desired() == Desired.Promoted) {
            return new Finish(Outcome.Promoted, "desired is Promoted; " + empty());
        }
        return ending(over, pods);
    }

    /** Nobody stays between two versions for ever: without blue there is nothing to go back to. */
    private Decision ending(FailedOver over, Capacity.Blue pods) {
        Plan plan = rollout.plan();
        Duration bake = plan.stage(plan.last()).hold();
        boolean forGood = pods.wanted() == 0 && over.back().isEmpty();
        Duration needs = forGood || bake.compareTo(plan.deadline()) > 0 ? bake : plan.deadline();
        boolean due = !seen.at().isBefore(over.since().plus(needs));
        String after = GoDuration.format(needs);
        if (due && over.back().equals(Optional.of(Outcome.Aborted)) && pods.ready() > 0 && !refused()) {
            return new Revert(Outcome.Aborted, "blue does no better since " + after + ", and a person wants it");
        }
        Optional<String> against = over.back().equals(Optional.of(Outcome.Reverted))
                ? Optional.of("green is worse, and stays until blue is back or a person sets desired: Promoted")
                : over.back().isPresent() ? Optional.empty() : wrong();
        if (!due || against.isPresent()) {
            return new Wait("all traffic is on green; " + empty() + "; "
                    + against.orElse("green is promoted if blue is not back " + after + " after it was lost"));
        }
        return new Finish(
                Outcome.Promoted,
                "blue was not back within " + after + ": green keeps all traffic; " + empty()
                        + over.back().map(o -> "; it was to end as " + o).orElse(""));
    }

    /** What speaks against a green that nothing is left to be compared with. */
    private Optional<String> wrong() {
        if (seen.desired() == Desired.Paused) {
            return Optional.of("desired is Paused, so green stays and is not promoted");
        }
        if (verdict instanceof Verdict.Unhealthy || crash().isPresent()) {
            return Optional.of("green is worse, and stays until blue is back or a person decides");
        }
        Counts probes = seen.evidence().stage().probes();
        int sample = rollout.plan().health().minSample();
        if (probes.green() < sample) {
            return Optional.of("saw " + probes.green() + " of " + sample + " probes of green");
        }
        double objective = rollout.plan().health().maxErrorPercent() / 100;
        return above(probes, objective) || above(seen.evidence().stage().users(), objective)
                ? Optional.of("green fails more than its objective, and stays until blue is back or a person decides")
                : Optional.empty();
    }

    private Optional<String> crash() {
        return seen.green() instanceof WorkloadStatus.Pods pods ? pods.crash() : Optional.empty();
    }

    private static boolean above(Counts counts, double objective) {
        return ConfidenceSequence.of(counts.green(), counts.greenFailed(), AutoSteps.ALPHA)
                        .low()
                > objective;
    }

    private String empty() {
        Optional<Capacity.Blue> pods = seen.capacity().seen().blue();
        if (refused()) {
            return "blue's pods are ready, but gateways refuse all of its probes while green answers";
        }
        if (pods.filter(blue -> blue.ready() > 0).isPresent()) {
            return "blue's pods are ready, but its probes do not pass";
        }
        return pods.filter(blue -> blue.wanted() == 0).isPresent()
                ? "blue is scaled to 0 or its Deployment is gone; scale it up to have it back"
                : "none of blue's pods is ready";
    }

    private static String tail(Optional<String> words) {
        return words.map(w -> "; " + w).orElse("");
    }

    private static Optional<Outcome> outcome(Optional<Decision> end) {
        return end.flatMap(
                decision -> decision instanceof Revert revert ? Optional.of(revert.outcome()) : Optional.empty());
    }
}
