package dev.sluice.web.access;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers that are good for a while. Who asks what somebody else is asking already gets the same answer; what fails is not kept. The
 * oldest make room for new ones.
 */
final class AsyncCache<K, V> {
    private final int most;
    private final long nanos;
    private final LongSupplier clock;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

    /** Keeps so many answers for so long, by a clock in nanoseconds. */
    AsyncCache(int most, Duration lasts, LongSupplier clock) {
        this.most = most;
        this.nanos = lasts.toNanos();
        this.clock = clock;
    }

    /** The answer, or the one that {@code ask} has begun to find. It must return at once. */
    synchronized CompletableFuture<V> get(K question, Supplier<CompletableFuture<V>> ask) {
        long now = clock.getAsLong();
        Entry<V> known = entries.get(question);
        if (known != null && !known.answer().isCompletedExceptionally() && now - known.since() < nanos) {
            return known.answer();
        }
        Entry<V> fresh = new Entry<>(ask.get(), now);
        // Taken out first, so that the order is that of age.
        entries.remove(question);
        entries.put(question, fresh);
        Iterator<K> oldest = entries.keySet().iterator();
        while (entries.size() > most) {
            oldest.next();
            oldest.remove();
        }
        return fresh.answer();
    }

    synchronized int size() {
        return entries.size();
    }

    private record Entry<V>(CompletableFuture<V> answer, long since) {}
}
