package dev.sluice.controller;

import dev.sluice.policy.Clean;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.GatewaySeen;
import dev.sluice.rollout.GreenSeen;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the lookout saw last.
 *
 * @param at when
 * @param goal what the mesh was compared with
 * @param mesh how far the mesh is with it
 * @param gateways each gateway, for people
 * @param green green's pods
 * @param sizes how many pods the versions have and may have
 * @param revert how the revert ends whose mark the mesh carries
 */
record View(
        Instant at,
        MeshGoal goal,
        MeshSeen mesh,
        List<GatewaySeen> gateways,
        GreenSeen green,
        Capacity.Seen sizes,
        Optional<Outcome> revert) {
    private static final int LONGEST = 300;

    /** Before the first look: blind, which is neither good nor bad. */
    static View none(MeshGoal goal, Instant at) {
        return new View(
                at,
                goal,
                new MeshSeen.Blind("not looked yet", at),
                List.of(),
                new GreenSeen.Unknown("not looked yet"),
                Capacity.Seen.NOTHING,
                Optional.empty());
    }

    /**
     * The same, with what came of the last try to write, where that is why the mesh is not as it should be.
     *
     * @param refusal in the API server's words; empty when it was taken
     */
    View saying(String refusal) {
        return mesh instanceof MeshSeen.Unwritten(String why) && !refusal.isEmpty()
                ? new View(
                        at,
                        goal,
                        new MeshSeen.Unwritten(why + "; the last try to write: " + Clean.line(refusal, LONGEST)),
                        gateways,
                        green,
                        sizes,
                        revert)
                : this;
    }

    /** What there is to decide on. */
    Snapshot snapshot(Instant now, Desired desired, MeshGoal wanted, Evidence evidence) {
        return new Snapshot(now, desired, green, mesh(wanted), revert, evidence);
    }

    /** What was seen is of no use for another goal than it was compared with. */
    MeshSeen mesh(MeshGoal wanted) {
        return goal.equals(wanted) ? mesh : new MeshSeen.Blind("asked just now", at);
    }
}
