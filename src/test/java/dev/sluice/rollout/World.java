package dev.sluice.rollout;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.PolicySpec;
import dev.sluice.replay.Recorder;
import dev.sluice.replay.Recording;
import dev.sluice.replay.RecordingMetadata;
import dev.sluice.rollout.TimelineFile.Moment;
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
public final class World {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TimelineFile timeline;
    private final Map<ProbeOutcome, Double> owedGreen = new EnumMap<>(ProbeOutcome.class);
    private final Map<ProbeOutcome, Double> owedBlue = new EnumMap<>(ProbeOutcome.class);
    private final Map<ProbeOutcome, Double> owedUsersOfGreen = new EnumMap<>(ProbeOutcome.class);
    private final Map<ProbeOutcome, Double> owedUsersOfBlue = new EnumMap<>(ProbeOutcome.class);

    private final Optional<PolicySpec> recorded;

    private Optional<Recorder> recorder;
    private boolean away;
    private Rollout rollout;
    private Weight served = Weight.NONE;
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
    private Map<ProbeOutcome, Double> greenUsers = Map.of();
    private Map<ProbeOutcome, Double> blueUsers = Map.of();
    private Duration greenTakes = Duration.ZERO;
    private Duration blueTakes = Duration.ZERO;
    private Optional<Capacity.Blue> blue = Optional.empty();
    private Optional<Autoscaler> autoscaler = Optional.empty();
    private Capacity capacity = new Capacity(0, 1, "web-2", Capacity.Seen.NOTHING);
    private @Nullable Outcome revertWritten;

    World(Plan plan, TimelineFile timeline) {
        this(plan, timeline, Optional.empty());
    }

    /** One in which the controller records, and begins anew whenever it comes back. */
    World(Plan plan, TimelineFile timeline, Optional<PolicySpec> recorded) {
        this.timeline = timeline;
        this.rollout = Rollout.begin(plan, START);
        this.recorded = recorded;
        this.recorder = recorder();
    }

    /** What was recorded since the controller came back last. */
    Recording recording() {
        return recorder.orElseThrow().recording();
    }

    private Optional<Recorder> recorder() {
        return recorded.map(policy ->
                new Recorder(new RecordingMetadata("shop/web-1", "test", at, "v1", "v2", policy, timeline.first())));
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
        told(moment.greenUsers(), value -> greenUsers = value);
        told(moment.blueUsers(), value -> blueUsers = value);
        told(moment.greenMillis(), value -> greenTakes = seconds(value / 1000));
        told(moment.blueMillis(), value -> blueTakes = seconds(value / 1000));
        told(moment.blue(), value -> blue = Optional.of(TimelineFile.blue(value)));
        told(moment.greenAutoscaler(), value -> autoscaler = Optional.of(TimelineFile.autoscaler(value)));
        told(moment.cpu(), value -> capacity = new Capacity(capacity.whole(), value, "web-2", capacity.seen()));
        told(moment.revertWritten(), value -> revertWritten = value);
        told(moment.restart(), value -> {
            back = at.plus(seconds(value));
            away = true;
            evidence = Evidence.NONE;
            recorder = recorder();
        });
    }

    private Seen look() {
        if (away) {
            rollout = rollout.resumed(Duration.between(observed, at));
            away = false;
        }
        observed = at;
        TrafficStatus seenMesh = mesh();
        ObservationBatch heard = new ObservationBatch(at, probe(), users(seenMesh));
        recorder.ifPresent(known -> known.saw(heard));
        if (rollout.goal() instanceof DesiredTraffic.Split) {
            evidence = evidence.seeing(TimelineFile.green(green)).plus(rollout.counting(heard), rollout.plan());
        }
        capacity = capacity.plus(new Capacity.Seen(blue, Optional.empty(), autoscaler));
        Snapshot seen = new Snapshot(
                at,
                desired,
                TimelineFile.green(green),
                seenMesh,
                Optional.ofNullable(revertWritten),
                evidence,
                capacity);
        Decision decision = Decider.decide(rollout, seen);
        recorder.ifPresent(known -> known.decided(rollout, seen, decision));
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

    private TrafficStatus mesh() {
        return switch (mesh) {
            case "follows" ->
                at.isBefore(asked.plus(converges))
                        ? new TrafficStatus.Pending("gateway-1 serves the weights of before")
                        : new TrafficStatus.Converged();
            case "pending" -> new TrafficStatus.Pending("gateway-1 serves the weights of before");
            case "blind" -> new TrafficStatus.Blind("gateway-1 does not answer", meshSince);
            case "unwritten" -> new TrafficStatus.Unwritten("VirtualService shop does not carry the weights");
            case "obstacle" -> new TrafficStatus.Obstacle("VirtualService shop has no route to shop any more");
            default -> throw new IllegalArgumentException("mesh: " + mesh);
        };
    }

    private List<ProbeResult> probe() {
        List<ProbeResult> results = new ArrayList<>();
        if (rollout.goal() instanceof DesiredTraffic.Split) {
            due(VersionRole.Blue, blueProbes, owedBlue, results);
            due(VersionRole.Green, greenProbes, owedGreen, results);
        }
        return results;
    }

    /** Users go where the gateways send them: by the weight that they serve. */
    private Counts users(TrafficStatus seen) {
        if (seen instanceof TrafficStatus.Converged) {
            served = rollout.weight();
        }
        double share = served.percent() / 100;
        long[] toGreen = users(greenUsers, share, owedUsersOfGreen);
        long[] toBlue = users(blueUsers, 1 - share, owedUsersOfBlue);
        return new Counts(toGreen[0], toGreen[1], toBlue[0], toBlue[1]);
    }

    private long[] users(Map<ProbeOutcome, Double> rates, double share, Map<ProbeOutcome, Double> owed) {
        long[] counts = new long[2];
        rates.forEach((outcome, rate) -> {
            double due = owed.getOrDefault(outcome, 0.0)
                    + rate * share * timeline.step().toMillis() / 1000.0;
            long whole = (long) due;
            owed.put(outcome, due - whole);
            counts[0] += whole;
            counts[1] += outcome == ProbeOutcome.Passed ? 0 : whole;
        });
        return counts;
    }

    private void due(
            VersionRole role,
            Map<ProbeOutcome, Double> rates,
            Map<ProbeOutcome, Double> owed,
            List<ProbeResult> results) {
        rates.forEach((outcome, rate) -> {
            double due =
                    owed.getOrDefault(outcome, 0.0) + rate * timeline.step().toMillis() / 1000.0;
            for (; due >= 1; due--) {
                ProbeOutcome known = mesh.equals("blind") ? ProbeOutcome.Blind : outcome;
                results.add(new ProbeResult(
                        at, role, known, known + " probe", "gateway-1", 0, takes(role, results.size())));
            }
            owed.put(outcome, due);
        });
    }

    /** No two requests take the same time. */
    private Duration takes(VersionRole role, int number) {
        Duration usual = role == VersionRole.Green ? greenTakes : blueTakes;
        return usual.plus(usual.multipliedBy(number % 7).dividedBy(20));
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
