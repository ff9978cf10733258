package dev.sluice.bench;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.evidence.gateway.SimulatedMeter;
import dev.sluice.replay.Recorder;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sluice itself: its core, driven as the controller's worker drives it. */
final class Sluice implements Contender {
    static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private final Ground ground;
    private final Asker asker;
    private final Scraper scraper;

    private Rollout rollout;
    private Evidence evidence = Evidence.NONE;
    private final Optional<Recorder> recorder;
    private String why = "";

    Sluice(Plan plan, Ground ground, Chance chance) {
        this(plan, ground, chance, Optional.empty());
    }

    Sluice(Plan plan, Ground ground, Chance chance, Optional<Recorder> recorder) {
        this.ground = ground;
        this.recorder = recorder;
        this.rollout = Rollout.begin(plan, BEGUN);
        SimulatedMeter meter = new SimulatedMeter();
        this.asker = new Asker(ground, meter, chance);
        this.scraper = new Scraper(ground, meter);
    }

    @Override
    public void pass() {
        Instant now = BEGUN.plusMillis(ground.now());
        gather(now);
        Snapshot seen = new Snapshot(now, Desired.Run, green(), mesh(), Optional.empty(), evidence);
        Decision decision = Decider.decide(rollout, seen);
        recorder.ifPresent(known -> known.decided(rollout, seen, decision));
        why = decision.why();
        Rollout next = rollout.after(decision, now);
        if (next.equals(rollout)) {
            return;
        }
        if (!(decision instanceof Decision.Revert)) {
            evidence = evidence.after(decision, rollout);
        }
        if (!next.goal().equals(rollout.goal())) {
            ground.write(next.weight());
        }
        rollout = next;
    }

    @Override
    public End end() {
        return switch (rollout.state()) {
            case RolloutState.Reverting _ -> End.Reverted;
            case RolloutState.Finished finished -> finished.outcome() == Outcome.Promoted ? End.Promoted : End.Reverted;
            case RolloutState.Preparing _,
                    RolloutState.Shifting _,
                    RolloutState.Holding _,
                    RolloutState.Paused _,
                    RolloutState.FailedOver _ -> End.Open;
        };
    }

    @Override
    public String why() {
        return why;
    }

    private void gather(Instant now) {
        boolean split = rollout.goal() instanceof DesiredTraffic.Split;
        ObservationBatch batch = split
                ? new ObservationBatch(now, asker.until(BEGUN), scraper.until(BEGUN), scraper.latencies())
                : new ObservationBatch(now, List.of(), Counts.NONE);
        recorder.ifPresent(known -> known.saw(batch));
        if (split) {
            evidence = evidence.plus(rollout.counting(batch), rollout.plan());
            if (evidence.slow()) {
                asker.suspect();
            }
        }
    }

    private WorkloadStatus green() {
        return ground.conditions().podsDown()
                ? new WorkloadStatus.Pods(3, 0, false, Optional.of("green-1 crash-loops"))
                : new WorkloadStatus.Pods(3, 3, true, Optional.empty());
    }

    private TrafficStatus mesh() {
        if (ground.conditions().blind()) {
            return new TrafficStatus.Blind(
                    "gateway-1 does not answer", BEGUN.plusMillis(ground.onset().orElse(0L)));
        }
        return ground.served()
                ? new TrafficStatus.Converged()
                : new TrafficStatus.Pending("gateway-1 serves the weights of before");
    }
}
