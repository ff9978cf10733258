package dev.sluice.telemetry;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.api.PolicyReader;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Walks a rollout through decisions, one second apart, as a worker tells of them. */
final class Walk {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Rollout rollout = Rollout.begin(plan(), NOON);
    private Instant at = NOON;

    /** Decided a second later. */
    ReconcileEvent.Pass then(Decision decision) {
        return then(decision, Optional.empty());
    }

    /** Decided a second later by who took the rollout up in this recorded state. */
    ReconcileEvent.Pass then(Decision decision, Optional<RolloutState> found) {
        at = at.plusSeconds(1);
        Rollout before = rollout;
        rollout = before.after(decision, at);
        return new ReconcileEvent.Pass(
                subject(found),
                new ReconcileEvent.Pace(Duration.ZERO, Duration.ZERO),
                new ObservationBatch(at, List.of(), Counts.NONE),
                before,
                decision,
                rollout,
                new Snapshot(
                        at,
                        Desired.Run,
                        new WorkloadStatus.Unknown("not asked"),
                        new TrafficStatus.Converged(),
                        Optional.empty(),
                        Evidence.NONE),
                new ReconcileEvent.Trouble(false, false));
    }

    RolloutState state() {
        return rollout.state();
    }

    static ReconcileEvent.Subject subject(Optional<RolloutState> found) {
        return new ReconcileEvent.Subject("shop", "web-1", "u1", "web", "web-v1", "web-v2", NOON, found);
    }

    private static Plan plan() {
        return Plan.of(PolicyReader.read("""
                {"routes": [{"virtualService": "web"}], "steps": [{"weight": 10}, {"weight": 50}]}"""));
    }
}
