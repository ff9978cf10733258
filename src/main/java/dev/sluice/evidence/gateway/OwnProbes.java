package dev.sluice.evidence.gateway;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoublePredicate;

/**
 * Our own probes that one gateway pod answered and that its histograms have not told yet. A probe is known at once and the histograms seconds later, so each
 * waits here until it is in them.
 */
final class OwnProbes {
    /** Where a pod tells no histograms they must not pile up. */
    private static final int MOST = 2000;

    private final Deque<Double> green = new ArrayDeque<>();
    private final Deque<Double> blue = new ArrayDeque<>();

    void add(ProbeResult probe) {
        Deque<Double> waiting = probe.colour() == VersionRole.Green ? green : blue;
        waiting.addLast(probe.took().toNanos() / 1e6);
        if (waiting.size() > MOST) {
            waiting.removeFirst();
        }
    }

    /**
     * What is left of the requests in some histograms without the probes.
     *
     * @param more of the time since they were told before
     * @param limit milliseconds beyond which a request is slow
     */
    Counts outOf(SlowRequests.Both more, double limit) {
        long greenSlow = left(green, more.green().beyond(limit), took -> took > limit);
        long greenFast = left(green, more.green().total() - more.green().beyond(limit), took -> took <= limit);
        long blueSlow = left(blue, more.blue().beyond(limit), took -> took > limit);
        long blueFast = left(blue, more.blue().total() - more.blue().beyond(limit), took -> took <= limit);
        return new Counts(greenSlow + greenFast, greenSlow, blueSlow + blueFast, blueSlow);
    }

    private static long left(Deque<Double> probes, long requests, DoublePredicate which) {
        long left = requests;
        for (var each = probes.iterator(); left > 0 && each.hasNext(); ) {
            if (which.test(each.next())) {
                each.remove();
                left--;
            }
        }
        return left;
    }
}
