package dev.sluice.cli.live;

import dev.sluice.rollout.Timeline;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** The course of a number, in as many characters as there is room for. */
final class Sparkline {
    private Sparkline() {}

    /** Sums of neighbours, from the beginning on; the last one may cover less. */
    static double[] of(Timeline timeline, ToLongFunction<Timeline.Point> number, int room) {
        int together = together(timeline, room);
        double[] values = new double[Math.ceilDiv(timeline.points().size(), together)];
        for (int i = 0; i < timeline.points().size(); i++) {
            values[i / together] += number.applyAsLong(timeline.points().get(i));
        }
        return values;
    }

    /** How much time one character tells of. */
    static Duration stretch(Timeline timeline, int room) {
        return timeline.every().multipliedBy(together(timeline, room));
    }

    private static int together(Timeline timeline, int room) {
        return Math.max(1, Math.ceilDiv(timeline.points().size(), Math.max(1, room)));
    }
}
