package dev.sluice.evidence.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * Takes our own probes out of what one gateway pod counted. The pod and the probe runner tell of the same request at slightly
 * different times: a probe that is not in the count yet waits, and one that is told late takes a later request's place.
 * So nothing is ever negative, and both sides agree in the end.
 */
final class ProbeCorrection {
    /** A probe that was answered this much after a scrape began may be in it. */
    private static final Duration BLUR = Duration.ofMillis(50);

    /** A probe that is not in the count after this time never will be. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PriorityQueue<Instant> waiting = new PriorityQueue<>();
    private int missed;

    /** A pod that tells nothing for long must not make the probes pile up. */
    void probe(Instant answered) {
        waiting.add(answered);
        giveUp(answered.minus(PATIENCE.multipliedBy(2)));
    }

    /**
     * Returns how many of the requests were users'.
     *
     * @param counted requests that the pod has counted since it was asked last
     * @param begun when it was asked
     */
    long users(long counted, Instant begun) {
        long users = counted;
        Instant latest = begun.plus(BLUR);
        for (Instant next = waiting.peek(); users > 0 && next != null && !next.isAfter(latest); next = waiting.peek()) {
            waiting.poll();
            users--;
            missed = 0;
        }
        giveUp(begun.minus(PATIENCE));
        return users;
    }

    private void giveUp(Instant oldest) {
        for (Instant next = waiting.peek(); next != null && next.isBefore(oldest); next = waiting.peek()) {
            waiting.poll();
            missed++;
        }
    }

    /** Starts anew. What was answered before is in the count that the start begins with, or was lost with it. */
    void start(Instant begun) {
        waiting.removeIf(answered -> !answered.isAfter(begun));
        missed = 0;
    }

    /** Probes in a row that the pod has not counted. */
    int missed() {
        return missed;
    }
}
