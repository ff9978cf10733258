package dev.sluice.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * A bounded queue of what happens in namespaces, oldest first. Nobody waits to put something in: what does not fit is refused. One namespace
 * gets a quarter of the places at most, so that one in which much goes wrong keeps no other's news out.
 *
 * @param <T> what waits
 */
public final class FairQueue<T> {
    private static final int SHARES = 4;

    private final BlockingQueue<T> waiting;
    private final Map<String, Integer> held = new ConcurrentHashMap<>();
    private final int share;
    private final Function<T, String> namespace;

    /** @param places how many may wait */
    public FairQueue(int places, Function<T, String> namespace) {
        this.waiting = new LinkedBlockingQueue<>(places);
        this.share = places / SHARES;
        this.namespace = namespace;
    }

    /** Whether there was a place for it. */
    public boolean offer(T one) {
        boolean there = held.merge(namespace.apply(one), 1, Integer::sum) <= share && waiting.offer(one);
        if (!there) {
            left(one);
        }
        return there;
    }

    /** Waits until there is one, and takes it. */
    public T take() throws InterruptedException {
        T first = waiting.take();
        left(first);
        return first;
    }

    /** Takes all. */
    public List<T> drain() {
        List<T> all = new ArrayList<>();
        waiting.drainTo(all);
        all.forEach(this::left);
        return all;
    }

    private void left(T one) {
        held.computeIfPresent(namespace.apply(one), (_, own) -> own == 1 ? null : own - 1);
    }
}
