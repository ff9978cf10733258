package dev.sluice.controller;

import dev.sluice.policy.BlueAfter;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.store.StoredRollout;

/** What follows a promotion: blue is kept or scaled, as the policy says. */
final class Epilogue {
    private Epilogue() {}

    static void of(Parts parts, StoredRollout stored, Rollout rollout) {
        boolean promoted = rollout.state() instanceof RolloutState.Finished end && end.outcome() == Outcome.Promoted;
        String blue = stored.spec().blue().deployment();
        if (promoted && blue != null && stored.spec().plan().blueAfter() == BlueAfter.ScaleToZero) {
            parts.workloads().scaleToZero(stored.namespace(), blue);
        }
    }
}
