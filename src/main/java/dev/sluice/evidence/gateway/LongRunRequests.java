package dev.sluice.evidence.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How long the requests of a version with few users take: what it had under way, added up over a time, divided by what was sent in that time (Little 1961).
 * The time goes back until it holds enough requests, for {@link #LONGEST} at most.
 */
final class LongRunRequests {
    /** What was longer ago says nothing. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration APART = Duration.ofSeconds(5);

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Sample now = new Sample(Instant.MIN, 0, 0);

    /**
     * What was counted up to a moment.
     *
     * @param sent requests
     * @param spent the seconds that all of them have been under way, together
     */
    private record Sample(Instant at, long sent, double spent) {}

    /** Takes in how many were sent up to now and how many are under way. */
    void add(Instant at, long sent, long underWay) {
        if (at.isBefore(now.at())) {
            return;
        }
        double more = samples.isEmpty() ? 0 : underWay * seconds(now.at(), at);
        now = new Sample(at, sent, now.spent() + more);
        if (samples.isEmpty() || !at.isBefore(samples.getLast().at().plus(APART))) {
            samples.addLast(now);
        }
        while (samples.getFirst().at().isBefore(at.minus(LONGEST))) {
            samples.removeFirst();
        }
    }

    /** The mean time of a request in seconds; empty where there were too few. */
    OptionalDouble mean(int enough) {
        Sample then = null;
        for (Sample one : samples) {
            if (now.sent() - one.sent() < enough) {
                break;
            }
            then = one;
        }
        return then == null
                ? OptionalDouble.empty()
                : OptionalDouble.of((now.spent() - then.spent()) / (now.sent() - then.sent()));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
