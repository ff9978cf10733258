package dev.sluice.mesh;

import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.Outcome;
import java.util.Arrays;
import java.util.Optional;

/**
 * The mark of one write. It travels with the weights, so a gateway that answers with it serves them.
 *
 * @param rollout the rollout that wrote it
 * @param label what was asked for
 * @param nonce tells two writes with the same label apart
 */
record Stamp(String rollout, String label, String nonce) {
    private static final String BACK = "back-";

    static String label(MeshGoal goal) {
        return switch (goal) {
            case MeshGoal.Split split -> "w" + split.weight().number();
            case MeshGoal.Back back -> BACK + back.outcome();
            case MeshGoal.Untouched _, MeshGoal.Clean _ -> "";
        };
    }

    static Optional<Stamp> parse(String text) {
        String[] parts = text.split("/", -1);
        return parts.length == 3 ? Optional.of(new Stamp(parts[0], parts[1], parts[2])) : Optional.empty();
    }

    /** Whether this is the mark of that goal of that rollout, whenever it was written. */
    boolean marks(String rollout, MeshGoal goal) {
        return this.rollout.equals(rollout) && label.equals(label(goal));
    }

    /** How the revert ends that this marks; empty when it marks no revert. */
    Optional<Outcome> revert() {
        return Arrays.stream(Outcome.values())
                .filter(o -> label.equals(BACK + o))
                .findFirst();
    }

    @Override
    public String toString() {
        return rollout + "/" + label + "/" + nonce;
    }
}
