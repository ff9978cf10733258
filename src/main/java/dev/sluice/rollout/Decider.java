package dev.sluice.rollout;

import static dev.sluice.api.GoDuration.format;

import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.OnUnhealthy;
import dev.sluice.rollout.Decision.Enter;
import dev.sluice.rollout.Decision.FailOver;
import dev.sluice.rollout.Decision.Finish;
import dev.sluice.rollout.Decision.Hold;
import dev.sluice.rollout.Decision.Interrupt;
import dev.sluice.rollout.Decision.Pause;
import dev.sluice.rollout.Decision.Restart;
import dev.sluice.rollout.Decision.Resume;
import dev.sluice.rollout.Decision.Revert;
import dev.sluice.rollout.Decision.Wait;
import dev.sluice.rollout.RolloutState.FailedOver;
import dev.sluice.rollout.RolloutState.Finished;
import dev.sluice.rollout.RolloutState.Holding;
import dev.sluice.rollout.RolloutState.Paused;
import dev.sluice.rollout.RolloutState.Preparing;
import dev.sluice.rollout.RolloutState.Reverting;
import dev.sluice.rollout.RolloutState.Shifting;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Decides what to do next. A pure function of the recorded state and of what was seen. */
public final class Decider {
    /** Being blind this long interrupts the hold; a shorter gap is a lost packet. */
    static final Duration BLIND_TOLERANCE = Duration.ofSeconds(5);

    private final Rollout rollout;
    private final Snapshot seen;
    private final Failover failover;
    private final Verdict verdict;

    private Decider(Rollout rollout, Snapshot seen, SequentialTests tests) {
        this.rollout = rollout;
        this.seen = seen;
        this.verdict = HealthEvaluator.judge(seen.evidence(), tests, rollout.plan(), rollout.index(), seen.at());
        this.failover = new Failover(rollout, seen, tests, verdict);
    }

    /** Decides. */
    public static Decision decide(Rollout rollout, Snapshot seen) {
        return decide(rollout, seen, seen.evidence().all(rollout.plan()));
    }

    /**
     * The same.
     *
     * @param tests {@linkplain Evidence#all all} of what was seen
     */
    public static Decision decide(Rollout rollout, Snapshot seen, SequentialTests tests) {
        return new Decider(rollout, seen, tests).decide();
    }

    /** Whether blue is known to serve nobody while green serves, so that no traffic may be sent to blue. */
    public static boolean onlyGreenServes(Rollout rollout, Snapshot seen) {
        return new Decider(rollout, seen, seen.evidence().all(rollout.plan())).failover.needed();
    }

    /** Whether neither version is known to serve, so that nothing is to be gained by moving users, and a person may have to act. */
    public static boolean nobodyServes(Rollout rollout, Snapshot seen) {
        return SharedOutage.of(rollout, seen, () -> seen.evidence().all(rollout.plan()))
                .isPresent();
    }

    /** What the evidence says of green in the stage that the rollout is in. */
    public static Verdict verdict(Rollout rollout, Snapshot seen) {
        return HealthEvaluator.judge(seen.evidence(), rollout.plan(), rollout.index(), seen.at());
    }

    private Decision decide() {
        return switch (rollout.state()) {
            case Finished finished -> new Wait("finished: " + finished.outcome());
            case Reverting reverting ->
                failover.begin(Optional.of(again(reverting))).orElseGet(() -> reverting(reverting));
            case Preparing preparing -> unmoved(end().orElseGet(() -> inTime(preparing(preparing))));
            case Shifting shifting -> served().orElseGet(() -> inTime(shifting(shifting)));
            case Holding holding -> served().orElseGet(() -> inTime(carried(holding(holding))));
            case Paused paused -> served().orElseGet(() -> carried(paused(paused)));
            case FailedOver over -> failover.go(over, end());
        };
    }

    /** Users come before the end of a rollout: what ends it sends them to blue. */
    private Optional<Decision> served() {
        Optional<Decision> end = end();
        return failover.begin(end).or(() -> end);
    }

    private static Decision again(Reverting reverting) {
        return new Revert(reverting.outcome(), reverting.reason());
    }

    /** What ends a running rollout whatever its state. The order is the order of certainty. */
    private Optional<Decision> end() {
        if (seen.revertWritten().isPresent()) {
            return revert(
                    seen.revertWritten().get(),
                    "the mesh already carried this rollout's revert when the controller came back");
        }
        if (seen.desired() == Desired.Aborted) {
            return revert(Outcome.Aborted, "desired is Aborted, or the Rollout was deleted");
        }
        return switch (seen.green()) {
            case WorkloadStatus.Replaced replaced ->
                revert(Outcome.Superseded, "green has a new pod template (" + replaced.templateHash() + ")");
            case WorkloadStatus.Gone _ -> revert(Outcome.Aborted, "green's Deployment was deleted");
            case WorkloadStatus.Unknown _ -> unhealthy();
            case WorkloadStatus.Pods pods -> down(pods).or(this::unhealthy);
        };
    }

    private Optional<Decision> down(WorkloadStatus.Pods pods) {
        if (failover.outage().isPresent()) {
            return Optional.empty();
        }
        return pods.ready() == 0
                ? worse("none of green's " + pods.wanted() + " pods is ready")
                : pods.crash().flatMap(this::worse);
    }

    private Optional<Decision> unhealthy() {
        return verdict instanceof Verdict.Unhealthy bad ? worse(bad.why()) : Optional.empty();
    }

    private Optional<Decision> worse(String why) {
        if (rollout.state() instanceof Preparing) {
            return Optional.empty();
        }
        if (rollout.plan().onUnhealthy() == OnUnhealthy.Revert) {
            return revert(Outcome.Reverted, why);
        }
        boolean paused = rollout.state() instanceof Paused known && known.cause() == PauseCause.Unhealthy;
        return paused ? Optional.empty() : Optional.of(new Pause(PauseCause.Unhealthy, why));
    }

    /** Whoever goes on is in time; only standing still past the deadline is late. */
    private Decision inTime(Decision next) {
        return switch (next) {
            case Wait wait -> late() ? overdue(wait) : wait;
            case Hold hold -> late() ? overdue(new Wait("its hold had to begin again; " + verdict.why())) : hold;
            case Interrupt interrupt -> late() ? overdue(interrupt) : interrupt;
            case Restart restart -> late() ? overdue(restart) : restart;
            case Resume _, Enter _, Pause _, FailOver _, Revert _, Finish _ -> next;
        };
    }

    /** Green's share does not rise above what its pods can carry, nor in an outage of both. Only on the way up: a revert asks for nothing. */
    private Decision carried(Decision next) {
        return next instanceof Enter enter
                ? failover.outage()
                        .or(() -> CapacityShortage.before(rollout, seen, enter.stage())
                                .map(CapacityShortage::why))
                        .<Decision>map(Wait::new)
                        .orElse(next)
                : next;
    }

    private boolean late() {
        return seen.at().isAfter(rollout.due());
    }

    private Revert overdue(Decision standing) {
        String deadline = format(rollout.plan().deadline());
        String what = rollout.stage()
                .map(stage -> "stage " + stage.name() + " was not over " + deadline + " after its planned end")
                .orElse("the pre-flight could not begin within " + deadline);
        return new Revert(Outcome.Reverted, what + ": " + standing.why());
    }

    private Decision preparing(Preparing preparing) {
        if (seen.mesh() instanceof TrafficStatus.Obstacle obstacle) {
            return new Wait(obstacle.why());
        }
        return switch (seen.green()) {
            case WorkloadStatus.Pods pods
            when pods.settled() && pods.wanted() > 0 ->
                new Enter(0, pods.ready() + " of " + pods.wanted() + " pods of green are ready");
            case WorkloadStatus.Pods pods
            when pods.ready() > 0 && pods.crash().isEmpty() && failover.blueLost() ->
                new Enter(
                        0,
                        "blue has no ready pod, and " + pods.ready() + " of " + pods.wanted()
                                + " pods of green are ready: both are asked before green is complete");
            case WorkloadStatus.Pods pods when pods.wanted() == 0 -> new Wait("green is scaled to 0; scale it up");
            case WorkloadStatus.Pods pods ->
                new Wait(pods.ready() + " of " + pods.wanted() + " pods of green are ready"
                        + pods.crash().or(pods::shortfall).map(c -> "; " + c).orElse(""));
            case WorkloadStatus.Unknown unknown -> new Wait("cannot see green's pods: " + unknown.why());
            case WorkloadStatus.Replaced _, WorkloadStatus.Gone _ ->
                throw new IllegalStateException("ended before: " + preparing);
        };
    }

    private Decision shifting(Shifting shifting) {
        Stage stage = rollout.plan().stage(shifting.stage());
        if (seen.desired() == Desired.Paused) {
            return new Pause(PauseCause.User, "desired is Paused");
        }
        return switch (seen.mesh()) {
            case TrafficStatus.Obstacle obstacle -> new Pause(PauseCause.Obstacle, obstacle.why());
            case TrafficStatus.Converged _ ->
                failover.outage()
                        .<Decision>map(Wait::new)
                        .orElseGet(() -> new Hold("every gateway serves " + stage.weight()));
            case TrafficStatus.Pending _, TrafficStatus.Blind _, TrafficStatus.Unwritten _ -> new Wait(obstacle());
        };
    }

    private Decision holding(Holding holding) {
        boolean interrupted = holding.interruptions().since().isPresent();
        return switch (seen.mesh()) {
            case TrafficStatus.Obstacle obstacle -> new Pause(PauseCause.Obstacle, obstacle.why());
            case TrafficStatus.Pending pending -> interrupted(holding, seen.at(), pending.why());
            case TrafficStatus.Unwritten unwritten -> interrupted(holding, seen.at(), unwritten.why());
            case TrafficStatus.Blind blind
            when interrupted || blind.since().plus(BLIND_TOLERANCE).isBefore(seen.at()) ->
                interrupted(holding, blind.since(), blind.why());
            case TrafficStatus.Blind blind -> new Wait(blind.why());
            case TrafficStatus.Converged _ ->
                failover.outage()
                        .map(why -> interrupted(holding, seen.at(), why))
                        .or(() -> unheard(holding))
                        .orElseGet(() -> interrupted ? resume(holding) : advance(holding));
        };
    }

    /** A short interruption puts the hold off; only one that takes too much of it throws away what was held. */
    private Decision interrupted(Holding holding, Instant from, String why) {
        boolean known = holding.interruptions().since().isPresent();
        Instant begun = later(from, holding.since());
        Holding now = known ? holding : holding.interrupted(begun);
        if (!bearable(now)) {
            return new Restart(why);
        }
        if (seen.desired() == Desired.Paused) {
            return new Pause(PauseCause.User, "desired is Paused");
        }
        return known ? new Wait("the hold stands still: " + why) : new Interrupt(begun, why);
    }

    private Decision resume(Holding holding) {
        Interruptions all = holding.interruptions();
        String told = String.format(
                Locale.ROOT,
                "interrupted %s, %.1f s in all",
                all.times() == 1 ? "once" : all.times() + " times",
                all.lost(seen.at()).toMillis() / 1000.0);
        return bearable(holding)
                ? new Resume("every gateway serves " + rollout.weight() + " again; " + told)
                : new Restart(told + ", which is too much of this hold");
    }

    private boolean bearable(Holding holding) {
        Instant at = seen.at();
        return holding.interruptions().bearable(rollout.plan().stage(holding.stage()), holding.held(at), at);
    }

    /** While no probe of green says anything, time does not count as hold, even if the gateways are as they should be. */
    private Optional<Decision> unheard(Holding holding) {
        return silentSince(holding.since()).map(last -> interrupted(holding, last, silence(last)));
    }

    /** The moment since which no probe of green has said anything, where that is too long; counted from a moment on, and from the end of the probes' warm-up. */
    private Optional<Instant> silentSince(Instant from) {
        Instant heard = seen.evidence().heard().orElse(seen.at());
        Instant last = later(heard, later(from, rollout.warm()));
        return untestable() || !last.plus(BLIND_TOLERANCE).isBefore(seen.at()) ? Optional.empty() : Optional.of(last);
    }

    private String silence(Instant last) {
        return "no probe of green said anything for "
                + Duration.between(last, seen.at()).toSeconds() + "s";
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private Decision advance(Holding holding) {
        if (seen.desired() == Desired.Promoted) {
            return enterOrFinish(
                    rollout.plan().last(), holding.stage() == rollout.plan().last(), "desired is Promoted");
        }
        Stage stage = rollout.plan().stage(holding.stage());
        Instant over = holding.since().plus(stage.hold());
        boolean held = !seen.at().isBefore(over);
        boolean ready = held && (verdict instanceof Verdict.Healthy || untestable());
        if (seen.desired() == Desired.Paused) {
            return new Pause(ready && stage.gate() ? PauseCause.Gate : PauseCause.User, "desired is Paused");
        }
        if (!held) {
            long left = Duration.between(seen.at(), over).plusMillis(999).toSeconds();
            String why = "holding " + stage.weight() + ", " + format(Duration.ofSeconds(left)) + " left";
            return new Wait(seen.evidence().probeFails() ? verdict.why() : why);
        }
        if (!ready) {
            return new Wait("the hold is over; " + verdict.why());
        }
        return stage.gate()
                ? new Pause(PauseCause.Gate, "pause gate after " + stage.name())
                : next(holding.stage(), verdict.why());
    }

    /** An app's first version has no blue to probe and nothing to lose. */
    private boolean untestable() {
        return rollout.plan().stages().size() == 1;
    }

    private Decision paused(Paused paused) {
        if (paused.cause() == PauseCause.Obstacle && seen.mesh() instanceof TrafficStatus.Obstacle obstacle) {
            return new Wait(obstacle.why());
        }
        return switch (seen.desired()) {
            case Promoted -> new Enter(rollout.plan().last(), "desired is Promoted");
            case Run ->
                paused.cause() == PauseCause.Gate
                        ? open(paused)
                        : new Enter(paused.stage(), "the pause is over; its cause was: " + paused.why());
            case Paused, Aborted -> new Wait(paused.why());
        };
    }

    /** Nobody goes through a gate blindly: green's weight may not rise, nor blue be scaled down, on what is not proven. */
    private Decision open(Paused paused) {
        if (!(seen.mesh() instanceof TrafficStatus.Converged)) {
            return new Wait("the pause gate is open; " + obstacle());
        }
        return silentSince(paused.since())
                .<Decision>map(last -> new Wait("the pause gate is open; " + silence(last)))
                .orElseGet(() -> next(paused.stage(), "the pause gate was opened"));
    }

    private Decision next(int stage, String why) {
        return enterOrFinish(stage + 1, stage == rollout.plan().last(), why);
    }

    private static Decision enterOrFinish(int stage, boolean finish, String why) {
        return finish ? new Finish(Outcome.Promoted, why) : new Enter(stage, why);
    }

    private Decision reverting(Reverting reverting) {
        boolean late = seen.at().isAfter(reverting.since().plus(rollout.plan().deadline()));
        Optional<String> open = failover.open(late);
        if (open.isPresent()) {
            return new Wait("the traffic is on its way to blue; " + open.get());
        }
        return switch (seen.mesh()) {
            case TrafficStatus.Converged _ -> new Finish(reverting.outcome(), reverting.reason());
            case TrafficStatus.Unwritten unwritten -> new Wait(unwritten.why());
            case TrafficStatus.Pending _, TrafficStatus.Blind _, TrafficStatus.Obstacle _ ->
                late
                        ? new Finish(reverting.outcome(), reverting.reason() + " (unconfirmed: " + obstacle() + ")")
                        : new Wait(obstacle());
        };
    }

    private String obstacle() {
        return switch (seen.mesh()) {
            case TrafficStatus.Converged _ -> "every gateway serves " + rollout.weight();
            case TrafficStatus.Pending pending -> pending.why();
            case TrafficStatus.Blind blind -> blind.why();
            case TrafficStatus.Unwritten unwritten -> unwritten.why();
            case TrafficStatus.Obstacle obstacle -> obstacle.why();
        };
    }

    /** Before the pre-flight nothing was written, so there is nothing to take back. */
    private static Decision unmoved(Decision end) {
        return end instanceof Revert revert ? new Finish(revert.outcome(), revert.why()) : end;
    }

    private static Optional<Decision> revert(Outcome outcome, String why) {
        return Optional.of(new Revert(outcome, why));
    }
}
