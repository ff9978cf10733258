package dev.sluice.replay;

import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mesh, once the replay asks it for something else than was recorded: what was wrong with it is as it was; what is asked of it is served
 * as long after as in the recording.
 */
final class Gateways {
    private static final Duration USUAL = Duration.ofSeconds(1);

    /** Who is blind or has nothing written for so short a time after asking for a weight is merely early. */
    private static final Duration EARLY = Duration.ofSeconds(5);

    private final Duration delay;

    private Optional<Weight> recordedGoal = Optional.empty();
    private Duration recordedSince = Duration.ZERO;
    private Duration last = Duration.ZERO;
    private boolean recordedFollowed = true;
    private Weight recordedServed = Weight.NONE;
    private Weight served = Weight.NONE;
    private Duration asked = Duration.ZERO;

    Gateways(List<Second> seconds) {
        this.delay = delay(seconds);
    }

    /** One more recorded second. */
    void recorded(Second second) {
        Around around = second.around();
        if (!around.asked().equals(recordedGoal)) {
            recordedGoal = around.asked();
            recordedSince = last;
            recordedFollowed = false;
        }
        last = second.to();
        if (around.mesh() instanceof MeshSeen.Converged) {
            recordedFollowed = true;
            recordedServed = around.asked().orElse(Weight.NONE);
        }
    }

    /** Something else is asked for from this moment on. */
    void ask(Duration at) {
        asked = at;
    }

    /** How far the mesh is with what is asked for, in a second that was recorded with another wish. */
    MeshSeen seen(Second second) {
        MeshSeen mesh = second.around().mesh();
        boolean early = second.to().minus(recordedSince).compareTo(EARLY) <= 0;
        return switch (mesh) {
            case MeshSeen.Obstacle _ -> mesh;
            case MeshSeen.Blind _, MeshSeen.Unwritten _ -> !recordedFollowed && early ? following(second.to()) : mesh;
            case MeshSeen.Pending _ -> recordedFollowed ? mesh : following(second.to());
            case MeshSeen.Converged _ -> following(second.to());
        };
    }

    /** How far it is when nothing keeps it. */
    MeshSeen following(Duration at) {
        return at.compareTo(asked.plus(delay)) < 0
                ? new MeshSeen.Pending("the gateways follow as they did in the recording")
                : new MeshSeen.Converged();
    }

    /** What users are sent by, given what is asked for and how far the mesh is. */
    Weight served(Weight wanted, MeshSeen mesh) {
        if (mesh instanceof MeshSeen.Converged) {
            served = wanted;
        }
        return served;
    }

    Weight recordedServed() {
        return recordedServed;
    }

    private static Duration delay(List<Second> seconds) {
        List<Duration> delays = new ArrayList<>();
        Optional<Duration> since = Optional.empty();
        for (int i = 1; i < seconds.size(); i++) {
            Around around = seconds.get(i).around();
            if (!around.asked().equals(seconds.get(i - 1).around().asked())) {
                since = Optional.of(seconds.get(i - 1).to());
            }
            if (since.isPresent() && around.mesh() instanceof MeshSeen.Converged) {
                delays.add(seconds.get(i).to().minus(since.get()));
                since = Optional.empty();
            }
        }
        return delays.isEmpty() ? USUAL : delays.stream().sorted().toList().get(delays.size() / 2);
    }
}
