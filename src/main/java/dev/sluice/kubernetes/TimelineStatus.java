package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Timeline;
import dev.sluice.rollout.Timeline.Point;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Weights, requests and evidence over time; bare numbers, since it is written every few seconds.
 *
 * @param from when it begins, ISO 8601
 * @param everySeconds how many seconds a point covers
 * @param points one row of numbers each
 */
public record TimelineStatus(
        @JsonPropertyDescription("When it begins, ISO 8601.")
        String from,

        @JsonPropertyDescription("How many seconds a point covers.")
        long everySeconds,

        @JsonPropertyDescription(
                "For each point: weight asked and seen in permille (seen is -1 when not known); users' requests of green, failed ones, of blue, failed ones; the same four of probes; ten times the natural logarithm of the odds.")
        List<List<Long>> points) {
    private static final int NUMBERS = 11;
    private static final long UNKNOWN = -1;
    private static final double TENTHS = 10;

    static TimelineStatus of(Timeline timeline) {
        return new TimelineStatus(
                timeline.from().truncatedTo(ChronoUnit.MILLIS).toString(),
                timeline.every().toSeconds(),
                timeline.points().stream().map(TimelineStatus::numbers).toList());
    }

    /** @throws IllegalArgumentException when it is not of the form that Sluice writes */
    Timeline read() {
        return new Timeline(
                Instant.parse(from),
                Duration.ofSeconds(everySeconds),
                points.stream().map(TimelineStatus::point).toList());
    }

    private static List<Long> numbers(Point point) {
        return LongStream.of(
                        point.asked().permille(),
                        point.seen().map(weight -> (long) weight.permille()).orElse(UNKNOWN),
                        point.users().green(),
                        point.users().greenFailed(),
                        point.users().blue(),
                        point.users().blueFailed(),
                        point.probes().green(),
                        point.probes().greenFailed(),
                        point.probes().blue(),
                        point.probes().blueFailed(),
                        Math.round(point.lnOdds() * TENTHS))
                .boxed()
                .toList();
    }

    private static Point point(List<Long> row) {
        if (row.size() < NUMBERS) {
            throw new IllegalArgumentException("a point of " + row.size() + " numbers");
        }
        return new Point(
                new Weight(row.get(0).intValue()),
                row.get(1) == UNKNOWN
                        ? Optional.empty()
                        : Optional.of(new Weight(row.get(1).intValue())),
                new Counts(row.get(2), row.get(3), row.get(4), row.get(5)),
                new Counts(row.get(6), row.get(7), row.get(8), row.get(9)),
                row.get(10) / TENTHS);
    }
}
