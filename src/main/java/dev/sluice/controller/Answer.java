package dev.sluice.controller;

import dev.sluice.mesh.Reading;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.GreenSeen;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the API server has answered last.
 *
 * @param goal what the VirtualServices were compared with
 * @param reading what came of it
 * @param green green's Deployment and pods
 * @param sizes how many pods the versions have and may have
 * @param doors the ready gateways
 * @param noDoors why no gateway can be asked, with the cure
 * @param doorsUntil when to ask for gateways again
 */
record Answer(
        MeshGoal goal,
        Reading reading,
        GreenSeen green,
        Capacity.Seen sizes,
        List<Ingress> doors,
        Optional<String> noDoors,
        Instant doorsUntil) {
    /** Compared with a goal that no rollout has, so that it is of no use for any. */
    static final Answer NONE = new Answer(
            new MeshGoal.Clean(Outcome.Promoted),
            Reading.NONE,
            new GreenSeen.Unknown("not looked yet"),
            Capacity.Seen.NOTHING,
            List.of(),
            Optional.empty(),
            Instant.MIN);

    Answer with(MeshGoal wanted, Reading read, GreenSeen seen, Capacity.Seen pods) {
        return new Answer(wanted, read, seen, pods, doors, noDoors, doorsUntil);
    }

    Answer with(List<Ingress> found, Optional<String> none, Instant until) {
        return new Answer(goal, reading, green, sizes, found, none, until);
    }

    /** On the way to green, gateways that cannot be asked are in the way; on the way back nothing is. */
    Optional<MeshSeen> obstacle() {
        boolean forward = goal instanceof MeshGoal.Split || goal instanceof MeshGoal.Untouched;
        boolean known =
                reading.problem().filter(MeshSeen.Obstacle.class::isInstance).isPresent();
        return forward && !known ? noDoors.map(MeshSeen.Obstacle::new) : Optional.empty();
    }
}
