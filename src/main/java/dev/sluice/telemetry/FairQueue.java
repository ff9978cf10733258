package dev.sluice.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A bounded queue of what happens in namespaces, oldest first. Nobody waits to put something in: what does not fit is refused. One namespace
 * gets a quarter of the places at most, so that one in which much goes wrong keeps no other's news out.
 *
 * @param <T> what waits
 */
public final class FairQueue<T> {
    private static final int SHARES = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<T> waiting = new ArrayDeque<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final int places;
    private final Function<T, String> namespace;

    /** @param places how many may wait */
    public FairQueue(int places, Function<T, String> namespace) {
        this.places = places;
        this.namespace = namespace;
    }

    /** Whether there was a place for it. */
    public boolean offer(T one) {
        lock.lock();
        try {
            String whose = namespace.apply(one);
            int own = held.getOrDefault(whose, 0);
            if (waiting.size() >= places || own >= places / SHARES) {
                return false;
            }
            held.put(whose, own + 1);
            waiting.addLast(one);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is one, and takes it. */
    public T take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                filled.await();
            }
            T first = waiting.removeFirst();
            held.computeIfPresent(namespace.apply(first), (_, own) -> own == 1 ? null : own - 1);
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all. */
    public List<T> drain() {
        lock.lock();
        try {
            List<T> all = new ArrayList<>(waiting);
            waiting.clear();
            held.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
