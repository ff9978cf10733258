package dev.sluice.view.report;

import dev.sluice.analysis.Counts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.replay.RecordedInterval;
import dev.sluice.replay.Recording;
import dev.sluice.replay.RecordingFormatException;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.Timeline;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked, seen and counted, from the beginning on.
 *
 * @param from when it begins
 * @param stretches of requests, in order: as fine as the recording, where there is one
 * @param weights and evidence, in order
 * @param recorded whether the stretches are of the recording
 */
record ReportTimeline(Instant from, List<Stretch> stretches, List<Point> weights, boolean recorded) {
    private static final double SHORT = 0.8;

    ReportTimeline {
        stretches = List.copyOf(stretches);
        weights = List.copyOf(weights);
    }

    /**
     * Requests within some time.
     *
     * @param start seconds from the beginning on
     * @param end seconds from the beginning on
     */
    record Stretch(double start, double end, Counts users, Counts probes) {
        double lasts() {
            return end - start;
        }

        Stretch and(Stretch next) {
            return new Stretch(start, next.end, users.plus(next.users), probes.plus(next.probes));
        }

        double perSecond(long number) {
            return number / Math.max(0.1, end - start);
        }
    }

    /**
     * A moment.
     *
     * @param at seconds from the beginning on
     * @param lnOdds the logarithm of the odds
     */
    record Point(double at, Weight asked, Optional<Weight> seen, double lnOdds) {}

    static ReportTimeline of(StoredRollout rollout) {
        Timeline timeline =
                rollout.live().map(RolloutProgress::timeline).orElseGet(() -> Timeline.begin(created(rollout)));
        double every = seconds(timeline.every());
        List<Stretch> stretches = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < timeline.points().size(); i++) {
            Timeline.Point point = timeline.points().get(i);
            stretches.add(new Stretch(i * every, (i + 1) * every, point.users(), point.probes()));
            points.add(new Point((i + 1) * every, point.asked(), point.seen(), point.lnOdds()));
        }
        Optional<Recording> recording = recording(rollout);
        return new ReportTimeline(
                timeline.from(),
                recording.map(known -> stretches(known, timeline.from())).orElse(stretches),
                points,
                recording.isPresent());
    }

    /** How long it is, in seconds; some time even where nothing was seen. */
    double length() {
        double counted = stretches.isEmpty() ? 0 : stretches.getLast().end();
        double weighed = weights.isEmpty() ? 0 : weights.getLast().at();
        return Math.max(1, Math.max(counted, weighed));
    }

    private static Instant created(StoredRollout rollout) {
        return rollout.created().isEmpty() ? Instant.EPOCH : Instant.parse(rollout.created());
    }

    private static Optional<Recording> recording(StoredRollout rollout) {
        try {
            return rollout.status()
                    .flatMap(status -> Optional.ofNullable(status.recording()))
                    .map(Recording::unpacked)
                    .filter(known -> !known.seconds().isEmpty());
        } catch (RecordingFormatException e) {
            // The course that every status has is shown instead.
            return Optional.empty();
        }
    }

    private static List<Stretch> stretches(Recording recording, Instant from) {
        double shift = seconds(Duration.between(from, recording.origin().began()));
        return merged(recording.seconds().stream()
                .map((RecordedInterval second) -> new Stretch(
                        Math.max(0, shift + seconds(second.from())),
                        Math.max(0.1, shift + seconds(second.to())),
                        second.users(),
                        second.probes().counts()))
                .toList());
    }

    /** A decision parts a second in two; a rate per second of so little time would be a spike that never was. */
    private static List<Stretch> merged(List<Stretch> parts) {
        List<Stretch> whole = new ArrayList<>();
        for (Stretch part : parts) {
            boolean brief =
                    !whole.isEmpty() && (part.lasts() < SHORT || whole.getLast().lasts() < SHORT);
            whole.add(brief ? whole.removeLast().and(part) : part);
        }
        return whole;
    }

    static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
