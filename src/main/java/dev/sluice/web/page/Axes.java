package dev.sluice.web.page;

import dev.sluice.rollout.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The axes of a chart: one column for each point of time, and 100 down from the top.
 *
 * @param from when it begins
 * @param until when its last column ends
 * @param every what a column covers
 * @param columns how many there are
 * @param top the value at the top
 */
record Axes(Instant from, Instant until, Duration every, int columns, double top) {
    /** Room for what is to come: a rollout that has just begun does not look like one that is over. */
    private static final int LEAST = 45;

    static Axes of(Timeline timeline, int points, boolean over, double top) {
        int columns = over ? Math.max(1, points) : Math.max(LEAST, points);
        return new Axes(
                timeline.from(),
                timeline.from().plus(timeline.every().multipliedBy(columns)),
                timeline.every(),
                columns,
                top);
    }

    /** The points that are complete; the newest is still being counted while a rollout goes on. */
    static List<Timeline.Point> whole(Timeline timeline, boolean over) {
        List<Timeline.Point> points = timeline.points();
        return over || points.isEmpty() ? points : points.subList(0, points.size() - 1);
    }

    String y(double value) {
        return TemplateExtensions.number(100 - 100 * Math.clamp(value / top, 0, 1));
    }

    /** The value at the top, as people read it. */
    public String ceiling() {
        return TemplateExtensions.number(top);
    }
}
