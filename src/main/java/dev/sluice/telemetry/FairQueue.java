package dev.sluice.telemetry;

import dev.sluice.kubernetes.FairBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * A bounded queue of what happens in namespaces, oldest first. Nobody waits to put something in: what does not fit is refused. A namespace gets
 * its share of the places, and one share is left for a newcomer, so that however many in which much goes wrong keep no other's news out.
 *
 * @param <T> what waits
 */
public final class FairQueue<T> {
    private final BlockingQueue<T> waiting;
    private final FairBudget places;
    private final Function<T, String> namespace;

    /** @param places how many may wait */
    public FairQueue(int places, Function<T, String> namespace) {
        this.waiting = new LinkedBlockingQueue<>(places);
        this.places = new FairBudget(places);
        this.namespace = namespace;
    }

    /** Whether there was a place for it. */
    public boolean offer(T one) {
        if (!places.take(namespace.apply(one), 1)) {
            return false;
        }
        // Who has a place finds one: it is given back only when what had it has left.
        return waiting.add(one);
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
        places.give(namespace.apply(one), 1);
    }
}
