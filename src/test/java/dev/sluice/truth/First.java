package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * When something was first so, in the API server's own order of all writes: two of these tell which came first, however late a busy
 * machine hears of either.
 */
// x
final class First<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {
    private final Predicate<T> so;
    private final AtomicLong revision = new AtomicLong();
    private final SharedIndexInformer<T> informer;

    /** From now on. */
    First(Informable<T> where, Predicate<T> so) {
        this.so = so;
        this.informer = where.inform(this);
    }

    /** The number of the write that made it so; 0 as long as there was none. */
    long revision() {
        return revision.get();
    }

    @Override
    public void onAdd(T found) {
        if (so.test(found)) {
            revision.compareAndSet(0, Long.parseLong(found.getMetadata().getResourceVersion()));
        }
    }

    @Override
    public void onUpdate(T before, T found) {
        onAdd(found);
    }

    @Override
    public void onDelete(T found, boolean unknown) {
        // What is gone was so before.
    }

    @Override
    public void close() {
        informer.close();
    }
}
