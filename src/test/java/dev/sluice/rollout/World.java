package dev.sluice.rollout;

import dev.sluice.rollout.Timeline.Moment;
import dev.sluice.stats.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything around a rollout: the cluster, the mesh, the probes and the controller's shell, all made of data. The
 * shell saves each decision, and asks for {@code desired: Paused} whenever it pauses for a person to decide.
 */
final class World {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Timeline timeline;
    private final Map<ProbeOutcome, Double> owedGreen = new EnumMap<>(ProbeOutcome.class);
    private final Map<ProbeOutcome, Double> owedBlue = new EnumMap<>(ProbeOutcome.class);

    private Rollout rollout;
    private Evidence evidence = Evidence.NONE;
    private Instant at = START;
    private Instant back = START;
    private Instant observed = START;
    private Instant asked = START;
    private Instant meshSince = START;
    private Desired desired = Desired.Run;
    private String green = "3/3";
    private String mesh = "follows";
    private Duration converges = Duration.ofSeconds(1);
    private Map<ProbeOutcome, Double> greenProbes = Map.of(ProbeOutcome.Passed, 10.0);
    private Map<ProbeOutcome, Double> blueProbes = Map.of(ProbeOutcome.Passed, 10.0);
    private @Nullable Outcome revertWritten;

    World(Plan plan, Timeline timeline) {
        this.timeline = timeline;
        this.rollout = Rollout.begin(plan, START);
    }

    /** One look at what is, and what was decided on it. */
    record Seen(Instant at, Rollout before, Decision decision, Rollout after) {
        boolean changed() {
            return !before.equals(after);
        }
    }

    /** Lives through the timeline. */
    List<Seen> live() {
        List<Seen> looks = new ArrayList<>();
        List<Moment> ahead = new ArrayList<>(timeline.moments());
        Instant end = START.plusMillis(Math.round(timeline.until() * 1000));
        for (; !at.isAfter(end); at = at.plus(timeline.step())) {
            while (!ahead.isEmpty()
                    && !START.plusMillis(Math.round(ahead.getFirst().at() * 1000))
                            .isAfter(at)) {
                happen(ahead.removeFirst());
            }
            if (!at.isBefore(back)) {
                looks.add(look());
            }
        }
        return looks;
    }

    private void happen(Moment moment) {
        told(moment.desired(), value -> desired = value);
        told(moment.green(), value -> green = value);
        told(moment.mesh(), value -> {
            mesh = value;
            meshSince = at;
        });
        told(moment.converges(), value -> converges = seconds(value));
        told(moment.greenProbes(), value -> greenProbes = value);
        told(moment.blueProbes(), value -> blueProbes = value);
        told(moment.revertWritten(), value -> revertWritten = value);
        told(moment.restart(), value -> {
            back = at.plus(seconds(value));
            evidence = Evidence.NONE;
        });
    }

    private Seen look() {
        if (evidence.equals(Evidence.NONE)) {
            rollout = rollout.resumed(Duration.between(observed, at));
        }
        observed = at;
        evidence = evidence.plus(rollout.counting(new Look(at, probe(), Counts.NONE)), rollout.plan());
        Snapshot seen =
                new Snapshot(at, desired, Timeline.green(green), mesh(), Optional.ofNullable(revertWritten), evidence);
        Decision decision = Decider.decide(rollout, seen);
        Seen look = new Seen(at, rollout, decision, rollout.after(decision, at));
        evidence = evidence.after(decision, rollout);
        if (look.changed()) {
            save(decision, look.after());
        }
        return look;
    }

    private void save(Decision decision, Rollout next) {
        if (decision instanceof Decision.Pause pause
                && (pause.cause() == PauseCause.Gate || pause.cause() == PauseCause.Unhealthy)) {
            desired = Desired.Paused;
        }
        if (!rollout.goal().equals(next.goal())) {
            asked = at;
        }
        rollout = next;
    }

    private MeshSeen mesh() {
        return switch (mesh) {
            case "follows" ->
                at.isBefore(asked.plus(converges))
                        ? new MeshSeen.Pending("gateway-1 serves the weights of before")
                        : new MeshSeen.Converged();
            case "pending" -> new MeshSeen.Pending("gateway-1 serves the weights of before");
            case "blind" -> new MeshSeen.Blind("gateway-1 does not answer", meshSince);
            case "unwritten" -> new MeshSeen.Unwritten("VirtualService shop does not carry the weights");
            case "obstacle" -> new MeshSeen.Obstacle("VirtualService shop has no route to shop any more");
            default -> throw new IllegalArgumentException("mesh: " + mesh);
        };
    }

    private List<ProbeResult> probe() {
        List<ProbeResult> results = new ArrayList<>();
        if (rollout.goal() instanceof MeshGoal.Split) {
            due(Colour.Blue, blueProbes, owedBlue, results);
            due(Colour.Green, greenProbes, owedGreen, results);
        }
        return results;
    }

    private void due(
            Colour colour, Map<ProbeOutcome, Double> rates, Map<ProbeOutcome, Double> owed, List<ProbeResult> results) {
        rates.forEach((outcome, rate) -> {
            double due =
                    owed.getOrDefault(outcome, 0.0) + rate * timeline.step().toMillis() / 1000.0;
            for (; due >= 1; due--) {
                ProbeOutcome known = mesh.equals("blind") ? ProbeOutcome.Blind : outcome;
                results.add(new ProbeResult(at, colour, known, known + " probe"));
            }
            owed.put(outcome, due);
        });
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }

    private static <T> void told(@Nullable T value, Consumer<T> then) {
        if (value != null) {
            then.accept(value);
        }
    }
}
