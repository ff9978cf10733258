package dev.sluice.replay;

import dev.sluice.rollout.Plan;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Weight;

/** Where a replay begins: a recording that begins in the middle names a stage, which another plan may have elsewhere. */
final class ReplayStart {
    private final Plan recorded;
    private final Plan plan;

    private ReplayStart(Plan recorded, Plan plan) {
        this.recorded = recorded;
        this.plan = plan;
    }

    static RolloutState of(Recording recording, Plan plan) {
        return new ReplayStart(recording.origin().plan(), plan).of(recording.from());
    }

    private RolloutState of(RolloutState from) {
        return switch (from) {
            case RolloutState.Shifting s -> new RolloutState.Shifting(stage(s.stage()), s.entered(), s.since());
            case RolloutState.Holding s ->
                new RolloutState.Holding(stage(s.stage()), s.entered(), s.since(), s.interruptions());
            case RolloutState.Paused s -> new RolloutState.Paused(stage(s.stage()), s.cause(), s.why(), s.since());
            case RolloutState.FailedOver s ->
                new RolloutState.FailedOver(stage(s.stage()), s.back(), s.why(), s.since());
            case RolloutState.Preparing _, RolloutState.Reverting _, RolloutState.Finished _ -> from;
        };
    }

    /** The last stage that gives green no more than it had. */
    private int stage(int index) {
        Weight weight = recorded.stage(Math.clamp(index, 0, recorded.last())).weight();
        int stage = 0;
        while (stage < plan.last() && plan.stage(stage + 1).weight().compareTo(weight) <= 0) {
            stage++;
        }
        return stage;
    }
}
