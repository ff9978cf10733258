package dev.sluice.evidence.probe;

import dev.sluice.kubernetes.FairTurns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * How many probes all rollouts together may have under way and send in a second. One to each version is a pair, and has a place from when it is sent until
 * both are answered, and for a second at least: so as many pairs as there are places are sent in a second at most. A pair of many bytes takes several, so
 * that bytes are shared as well. Each namespace has its share of the places, of
 * which the probe runner that has waited longest gets the next; whoever asks for more is slowed, and nobody else is.
 */
final class ProbeSlots {
    /** What two processors can do. */
    private static final int USUAL = 2_000;

    /** Each probe runner waits for one place at a time. */
    private static final int WAITING = 100_000;

    /** Bytes of a pair for each of its places. */
    static final int BYTES = 8 << 10;

    private final FairTurns turns;
    private final Executor secondLater;

    /**
     * All free.
     *
     * @param most places
     * @param secondLater runs what it is given a second later
     */
    ProbeSlots(int most, Executor secondLater) {
        this.turns = new FairTurns(most, WAITING);
        this.secondLater = secondLater;
    }

    static ProbeSlots usual() {
        return new ProbeSlots(USUAL, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run));
    }

    /** How many places a pair takes that has so many bytes. */
    static int places(long bytes) {
        return (int) Math.max(1, (bytes + BYTES - 1) / BYTES);
    }

    /** Waits for a place. */
    CompletableFuture<FairTurns.Held> enter(String namespace) {
        return turns.enter(namespace);
    }

    /** Gives a place back when a pair that was sent now is answered, and a second has passed. */
    void leave(FairTurns.Held place, CompletableFuture<?> answered) {
        CompletableFuture.allOf(answered, CompletableFuture.runAsync(() -> {}, secondLater))
                .whenComplete((_, _) -> place.close());
    }
}
