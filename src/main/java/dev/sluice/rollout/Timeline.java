package dev.sluice.rollout;

import dev.sluice.analysis.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole of a rollout in a bounded number of points, for people: the longer it lasts, the more time each of them covers.
 *
 * @param from when it begins
 * @param every how much time a point covers
 * @param points without gaps from the beginning on
 */
public record Timeline(Instant from, Duration every, List<Point> points) {
    /** Points at most. */
    public static final int MOST = 120;

    private static final Duration FINEST = Duration.ofSeconds(1);

    /** Copies and checks. */
    public Timeline {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("a point covers some time, not " + every);
        }
        points = List.copyOf(points);
    }

    /**
     * What was asked, seen and counted within one stretch of time.
     *
     * @param asked green's weight that was asked for at its end
     * @param seen green's weight that every gateway served at its end; empty when that was not known
     * @param users users' requests
     * @param probes probes
     * @param lnOdds the logarithm of the odds against chance that green is worse than it may be, at its end
     */
    public record Point(Weight asked, Optional<Weight> seen, Counts users, Counts probes, double lnOdds) {
        private Point and(Point later) {
            return new Point(later.asked, later.seen, users.plus(later.users), probes.plus(later.probes), later.lnOdds);
        }

        private Point empty() {
            return new Point(asked, seen, Counts.NONE, Counts.NONE, lnOdds);
        }
    }

    /** One that begins. */
    public static Timeline begin(Instant at) {
        return new Timeline(at, FINEST, List.of());
    }

    /** With what was seen at a moment. A time in which nobody looked stays as it was before, with nothing counted. */
    public Timeline plus(Instant at, Point seen) {
        long index = Math.max(
                Math.max(0, points.size() - 1L), Duration.between(from, at).dividedBy(every));
        if (index >= MOST) {
            return coarser().plus(at, seen);
        }
        List<Point> all = new ArrayList<>(points);
        while (all.size() < index) {
            all.add(all.isEmpty() ? seen.empty() : all.getLast().empty());
        }
        if (all.size() > index) {
            all.set((int) index, all.get((int) index).and(seen));
        } else {
            all.add(seen);
        }
        return new Timeline(from, every, all);
    }

    private Timeline coarser() {
        List<Point> pairs = new ArrayList<>();
        for (int i = 0; i < points.size(); i += 2) {
            Point first = points.get(i);
            pairs.add(i + 1 < points.size() ? first.and(points.get(i + 1)) : first);
        }
        return new Timeline(from, every.multipliedBy(2), pairs);
    }
}
