package dev.sluice.controller;

import dev.sluice.rollout.CapacityShortage;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import java.time.Duration;
import java.time.Instant;

/** Tells whether a rollout waits for something that a person may have to mend. */
final class StalledCondition {
    /** A moment of blindness is no news. */
    private static final Duration BLIND = Duration.ofSeconds(5);

    private StalledCondition() {}

    static boolean of(Rollout rollout, Snapshot seen) {
        boolean waits = rollout.state() instanceof RolloutState.FailedOver
                || (rollout.state() instanceof RolloutState.Paused paused && paused.cause() != PauseCause.User);
        return !rollout.finished()
                && (waits
                        || of(seen.mesh(), seen.at())
                        || tooSmall(rollout, seen)
                        || asksWrongly(rollout, seen)
                        || out(rollout, seen));
    }

    /** The hold or the pause is over and green has too few pods for the next step, which nobody mends by itself. */
    private static boolean tooSmall(Rollout rollout, Snapshot seen) {
        boolean over = rollout.state() instanceof RolloutState.Paused
                || (rollout.state() instanceof RolloutState.Holding holding
                        && !seen.at()
                                .isBefore(holding.since()
                                        .plus(rollout.plan()
                                                .stage(holding.stage())
                                                .hold())));
        return over
                && CapacityShortage.ahead(rollout, seen)
                        .filter(CapacityShortage::mendable)
                        .isPresent();
    }

    /** No probe of either version passes, which no time mends where the policy asks for the wrong thing. */
    private static boolean asksWrongly(Rollout rollout, Snapshot seen) {
        return rollout.state() instanceof RolloutState.Holding
                && seen.evidence().probeFails();
    }

    /** Neither version serves once users may be on green, so somebody has to bring one back. */
    private static boolean out(Rollout rollout, Snapshot seen) {
        return !(rollout.state() instanceof RolloutState.Preparing) && Decider.nobodyServes(rollout, seen);
    }

    private static boolean of(TrafficStatus mesh, Instant now) {
        return switch (mesh) {
            case TrafficStatus.Obstacle _, TrafficStatus.Unwritten _ -> true;
            case TrafficStatus.Blind blind -> blind.since().plus(BLIND).isBefore(now);
            case TrafficStatus.Converged _, TrafficStatus.Pending _ -> false;
        };
    }
}
