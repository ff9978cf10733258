package dev.sluice.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A server that scrapes the gateways' counters and answers for the time between its scrapes. */
final class Prometheus {
    private final Ground ground;
    private final long interval;
    private final long window;
    private final Deque<Scraped> kept = new ArrayDeque<>();
    private long next;

    private record Scraped(long at, Totals totals) {}

    /**
     * @param interval milliseconds between scrapes
     * @param window milliseconds that a query looks back
     */
    Prometheus(Ground ground, long interval, long window) {
        this.ground = ground;
        this.interval = interval;
        this.window = window;
        this.next = ground.now();
    }

    /** Scrapes when it is time. */
    void pass() {
        if (ground.now() >= next) {
            next += interval;
            if (!ground.conditions().blind()) {
                kept.addLast(new Scraped(ground.now(), ground.totals()));
            }
        }
        while (!kept.isEmpty() && kept.getFirst().at < ground.now() - window) {
            kept.removeFirst();
        }
    }

    /** What green's users met within the window; empty when that cannot be told, or nobody came. */
    Optional<Totals> green() {
        if (kept.size() < 2) {
            return Optional.empty();
        }
        Totals met = kept.getLast().totals.since(kept.getFirst().totals);
        return Optional.of(met).filter(known -> known.counts().green() > 0);
    }
}
