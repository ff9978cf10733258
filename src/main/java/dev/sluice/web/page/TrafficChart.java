package dev.sluice.web.page;

import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Requests over time, one upon the other: blue, green on it, failures on top.
 *
 * @param ofUsers whether they are users' requests; probes where those are not counted
 * @param axes the two axes
 * @param blue the outline of blue's
 * @param green the outline of blue's and green's
 * @param failed the outline of all of them
 * @param values what was counted at each point, for whoever points at one
 */
record TrafficChart(boolean ofUsers, Axes axes, String blue, String green, String failed, String values) {
    static TrafficChart of(Timeline timeline, boolean over) {
        List<Timeline.Point> points = Axes.whole(timeline, over);
        boolean ofUsers = points.stream().anyMatch(point -> point.users().total() > 0)
                || points.stream().allMatch(point -> point.probes().total() == 0);
        Function<Timeline.Point, Counts> counts = ofUsers ? Timeline.Point::users : Timeline.Point::probes;
        double seconds = timeline.every().toMillis() / 1000.0;
        double highest = points.stream()
                .map(counts)
                .mapToDouble(count -> count.total() / seconds)
                .max()
                .orElse(0);
        Axes axes = Axes.of(timeline, points.size(), over, ceiling(highest));
        return new TrafficChart(
                ofUsers,
                axes,
                outline(points, axes, point -> good(counts.apply(point), false) / seconds),
                outline(points, axes, point -> good(counts.apply(point), true) / seconds),
                outline(points, axes, point -> counts.apply(point).total() / seconds),
                points.stream()
                        .map(point -> values(counts.apply(point), seconds))
                        .collect(Collectors.joining(";")));
    }

    private static long good(Counts counts, boolean both) {
        long blue = counts.blue() - counts.blueFailed();
        return both ? blue + counts.green() - counts.greenFailed() : blue;
    }

    private static String outline(List<Timeline.Point> points, Axes axes, ToDoubleFunction<Timeline.Point> height) {
        if (points.isEmpty()) {
            return "";
        }
        StringBuilder path = new StringBuilder("M0 100");
        for (Timeline.Point point : points) {
            path.append('V').append(axes.y(height.applyAsDouble(point))).append("h1");
        }
        return path.append("V100z").toString();
    }

    private static String values(Counts counts, double seconds) {
        return TemplateExtensions.number((counts.blue() - counts.blueFailed()) / seconds) + ","
                + TemplateExtensions.number((counts.green() - counts.greenFailed()) / seconds) + ","
                + TemplateExtensions.number(counts.failed() / seconds);
    }

    /** A round number that is not below the highest point. */
    private static double ceiling(double highest) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(highest, 10)))) / 5;
        return Math.max(10, Math.ceil(highest / step) * step);
    }

    /** Index of the newest point, from 0. */
    public long last() {
        return values.chars().filter(c -> c == ';').count();
    }

    /** When it begins. */
    public Instant from() {
        return axes.from();
    }
}
