package dev.sluice.controller;

import dev.sluice.api.TextSanitizer;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the observer saw last.
 *
 * @param at when
 * @param goal what the mesh was compared with
 * @param mesh how far the mesh is with it
 * @param gateways each gateway, for people
 * @param green green's pods
 * @param sizes how many pods the versions have and may have
 * @param revert how the revert ends whose mark the mesh carries
 */
record ObservedState(
        Instant at,
        DesiredTraffic goal,
        TrafficStatus mesh,
        List<ObservedGateway> gateways,
        WorkloadStatus green,
        Capacity.Seen sizes,
        Optional<Outcome> revert) {
    private static final int LONGEST = 300;

    /** Before the first look: blind, which is neither good nor bad. */
    static ObservedState none(DesiredTraffic goal, Instant at) {
        return new ObservedState(
                at,
                goal,
                new TrafficStatus.Blind("not looked yet", at),
                List.of(),
                new WorkloadStatus.Unknown("not looked yet"),
                Capacity.Seen.NOTHING,
                Optional.empty());
    }

    /**
     * The same, with what came of the last try to write, where that is why the mesh is not as it should be.
     *
     * @param refusal in the API server's words; empty when it was taken
     */
    ObservedState saying(String refusal) {
        return mesh instanceof TrafficStatus.Unwritten(String why) && !refusal.isEmpty()
                ? with(new TrafficStatus.Unwritten(
                        why + "; the last try to write: " + TextSanitizer.line(refusal, LONGEST)))
                : this;
    }

    /** The same where the mesh is so far. */
    ObservedState with(TrafficStatus known) {
        return new ObservedState(at, goal, known, gateways, green, sizes, revert);
    }

    /** What there is to decide on. */
    Snapshot snapshot(Instant now, Desired desired, DesiredTraffic wanted, Evidence evidence) {
        return new Snapshot(now, desired, green, mesh(wanted), revert, evidence);
    }

    /** What was seen is of no use for another goal than it was compared with. */
    TrafficStatus mesh(DesiredTraffic wanted) {
        return goal.equals(wanted) ? mesh : new TrafficStatus.Blind("asked just now", at);
    }
}
