package dev.sluice.rollout;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.rollout.RolloutState.FailedOver;
import dev.sluice.rollout.RolloutState.Finished;
import dev.sluice.rollout.RolloutState.Holding;
import dev.sluice.rollout.RolloutState.Paused;
import dev.sluice.rollout.RolloutState.Preparing;
import dev.sluice.rollout.RolloutState.Reverting;
import dev.sluice.rollout.RolloutState.Shifting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One release of one green.
 *
 * @param plan the way
 * @param state where it stands
 */
public record Rollout(Plan plan, RolloutState state) {
    /** A release that begins. */
    public static Rollout begin(Plan plan, Instant at) {
        return new Rollout(plan, new Preparing(at));
    }

    /** The rollout once the decision is taken. */
    public Rollout after(Decision decision, Instant at) {
        return switch (decision) {
            case Decision.Wait _ -> this;
            case Decision.Enter enter -> with(new Shifting(enter.stage(), at, at));
            case Decision.Hold _ -> with(new Holding(index(), entered(), at));
            case Decision.Interrupt interrupt -> with(holding().interrupted(interrupt.from()));
            case Decision.Resume _ -> with(holding().resumed(at));
            case Decision.Restart _ -> with(new Shifting(index(), entered(), at));
            case Decision.Pause pause -> with(new Paused(index(), pause.cause(), pause.why(), at));
            case Decision.FailOver over -> with(new FailedOver(index(), over.back(), over.why(), since(at)));
            case Decision.Revert revert -> with(new Reverting(revert.outcome(), revert.why(), at));
            case Decision.Finish finish -> with(new Finished(finish.outcome(), finish.why(), at));
        };
    }

    /**
     * The rollout as it goes on after a time in which nobody looked: that time counts neither as hold nor against the
     * deadline.
     *
     * @param unseen how long nobody looked
     */
    public Rollout resumed(Duration unseen) {
        return switch (state) {
            case Preparing s -> with(new Preparing(s.since().plus(unseen)));
            case Shifting s ->
                with(new Shifting(s.stage(), s.entered().plus(unseen), s.since().plus(unseen)));
            case Holding s -> with(s.later(unseen));
            case FailedOver s ->
                with(new FailedOver(s.stage(), s.back(), s.why(), s.since().plus(unseen)));
            case Paused _, Reverting _, Finished _ -> this;
        };
    }

    /** What counts of a look: nothing while green warms up, since a cold green is not a bad one. */
    public ObservationBatch counting(ObservationBatch batch) {
        return batch.at().isBefore(warm()) ? new ObservationBatch(batch.at(), List.of(), Counts.NONE) : batch;
    }

    /** When green has warmed up, or has begun to count. */
    Instant warm() {
        boolean warming = !plan.warmup().isZero()
                && goal() instanceof DesiredTraffic.Split
                && index() == 0
                && !(state instanceof FailedOver);
        return warming ? state.since().plus(plan.warmup()) : Instant.MIN;
    }

    /** Green's weight that the recorded state asks for. */
    public Weight weight() {
        return switch (state) {
            case Preparing _, Reverting _ -> Weight.NONE;
            case Shifting _, Holding _, Paused _ -> plan.stage(index()).weight();
            case FailedOver _ -> Weight.ALL;
            case Finished finished -> finished.outcome() == Outcome.Promoted ? Weight.ALL : Weight.NONE;
        };
    }

    /** What the mesh is to look like. */
    public DesiredTraffic goal() {
        return switch (state) {
            case Preparing _ -> new DesiredTraffic.Untouched();
            case Shifting _, Holding _, Paused _ -> new DesiredTraffic.Split(weight());
            case FailedOver _ -> new DesiredTraffic.Split(weight(), true);
            case Reverting reverting -> new DesiredTraffic.Back(reverting.outcome());
            case Finished finished -> new DesiredTraffic.Clean(finished.outcome());
        };
    }

    /** Green's weight that every gateway serves; empty when that is not known. */
    public Optional<Weight> served(TrafficStatus mesh) {
        boolean asked = goal() instanceof DesiredTraffic.Split || goal() instanceof DesiredTraffic.Back;
        return asked && mesh instanceof TrafficStatus.Converged ? Optional.of(weight()) : Optional.empty();
    }

    /** The stage it is in, when it is in one. */
    public Optional<Stage> stage() {
        return switch (state) {
            case Shifting _, Holding _, Paused _, FailedOver _ -> Optional.of(plan.stage(index()));
            case Preparing _, Reverting _, Finished _ -> Optional.empty();
        };
    }

    /** Until when it has to go on, lest it be reverted for taking too long; empty where no deadline runs. */
    public Optional<Instant> latest() {
        return switch (state) {
            case Preparing _, Shifting _, Holding _ -> Optional.of(due());
            case Paused _, FailedOver _, Reverting _, Finished _ -> Optional.empty();
        };
    }

    /** Whether nothing is left to decide. */
    public boolean finished() {
        return state instanceof Finished;
    }

    /** The number of the stage it is in; the first before any. */
    int index() {
        return switch (state) {
            case Shifting shifting -> shifting.stage();
            case Holding holding -> holding.stage();
            case Paused paused -> paused.stage();
            case FailedOver over -> over.stage();
            case Preparing _, Reverting _, Finished _ -> 0;
        };
    }

    /** When its stage, or else its state, was first entered. */
    Instant entered() {
        return switch (state) {
            case Shifting shifting -> shifting.entered();
            case Holding holding -> holding.entered();
            case Preparing _, Paused _, FailedOver _, Reverting _, Finished _ -> state.since();
        };
    }

    /** Blue is lost once, however often it changes what follows. */
    private Instant since(Instant at) {
        return state instanceof FailedOver over ? over.since() : at;
    }

    /** When its stage, or else its state, should be over. */
    Instant due() {
        return entered().plus(stage().map(Stage::hold).orElse(Duration.ZERO)).plus(plan.deadline());
    }

    private Holding holding() {
        if (state instanceof Holding holding) {
            return holding;
        }
        throw new IllegalStateException("only a hold is interrupted, not " + state);
    }

    private Rollout with(RolloutState next) {
        return new Rollout(plan, next);
    }
}
