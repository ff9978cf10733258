package dev.sluice.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * All that is known at one moment.
 *
 * @param at the moment
 * @param desired what the user wants
 * @param green what the cluster says of green
 * @param mesh how far the mesh is
 * @param revertWritten how the revert ends whose mark the VirtualServices carry; a controller that died between
 *     writing the weights and recording it finds its own work here
 * @param evidence what the probes have shown
 * @param capacity what the versions' pods can carry
 */
public record Snapshot(
        Instant at,
        Desired desired,
        WorkloadStatus green,
        TrafficStatus mesh,
        Optional<Outcome> revertWritten,
        Evidence evidence,
        Capacity capacity) {
    /** Drops a mark that no revert of ours leaves behind, so that nobody promotes by writing one. */
    public Snapshot {
        revertWritten = revertWritten.filter(outcome -> outcome != Outcome.Promoted);
    }

    /** One in which nothing is known of capacity. */
    public Snapshot(
            Instant at,
            Desired desired,
            WorkloadStatus green,
            TrafficStatus mesh,
            Optional<Outcome> revertWritten,
            Evidence evidence) {
        this(at, desired, green, mesh, revertWritten, evidence, Capacity.NONE);
    }

    /** The same, with what the versions' pods can carry. */
    public Snapshot with(Capacity known) {
        return new Snapshot(at, desired, green, mesh, revertWritten, evidence, known);
    }
}
