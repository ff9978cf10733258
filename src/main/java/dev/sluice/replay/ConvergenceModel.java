package dev.sluice.replay;

import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mesh, once the replay asks it for something else than was recorded: what was wrong with it is as it was; what is asked of it is served
 * as long after as in the recording.
 */
final class ConvergenceModel {
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

    ConvergenceModel(List<RecordedInterval> seconds) {
        this.delay = delay(seconds);
    }

    /** One more recorded second. */
    void recorded(RecordedInterval second) {
        RecordedContext around = second.around();
        if (!around.asked().equals(recordedGoal)) {
            recordedGoal = around.asked();
            recordedSince = last;
            recordedFollowed = false;
        }
        last = second.to();
        if (around.mesh() instanceof TrafficStatus.Converged) {
            recordedFollowed = true;
            recordedServed = around.asked().orElse(Weight.NONE);
        }
    }

    /** Something else is asked for from this moment on. */
    void ask(Duration at) {
        asked = at;
    }

    /** How far the mesh is with what is asked for, in a second that was recorded with another wish. */
    TrafficStatus seen(RecordedInterval second) {
        TrafficStatus mesh = second.around().mesh();
        boolean early = second.to().minus(recordedSince).compareTo(EARLY) <= 0;
        return switch (mesh) {
            case TrafficStatus.Obstacle _ -> mesh;
            case TrafficStatus.Blind _, TrafficStatus.Unwritten _ ->
                !recordedFollowed && early ? following(second.to()) : mesh;
            case TrafficStatus.Pending _ -> recordedFollowed ? mesh : following(second.to());
            case TrafficStatus.Converged _ -> following(second.to());
        };
    }

    /** How far it is when nothing keeps it. */
    TrafficStatus following(Duration at) {
        return at.compareTo(asked.plus(delay)) < 0
                ? new TrafficStatus.Pending("the gateways follow as they did in the recording")
                : new TrafficStatus.Converged();
    }

    /** What users are sent by, given what is asked for and how far the mesh is. */
    Weight served(Weight wanted, TrafficStatus mesh) {
        if (mesh instanceof TrafficStatus.Converged) {
            served = wanted;
        }
        return served;
    }

    Weight recordedServed() {
        return recordedServed;
    }

    private static Duration delay(List<RecordedInterval> seconds) {
        List<Duration> delays = new ArrayList<>();
        Optional<Duration> since = Optional.empty();
        for (int i = 1; i < seconds.size(); i++) {
            RecordedContext around = seconds.get(i).around();
            if (!around.asked().equals(seconds.get(i - 1).around().asked())) {
                since = Optional.of(seconds.get(i - 1).to());
            }
            if (since.isPresent() && around.mesh() instanceof TrafficStatus.Converged) {
                delays.add(seconds.get(i).to().minus(since.get()));
                since = Optional.empty();
            }
        }
        return delays.isEmpty() ? USUAL : delays.stream().sorted().toList().get(delays.size() / 2);
    }
}
