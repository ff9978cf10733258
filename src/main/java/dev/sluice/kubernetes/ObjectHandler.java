package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/**
 * Hears of objects, whether they are new or have changed, and of those that are gone. Of no kind in particular: Quarkus tells a native binary everything of
 * what a handler's type is, and HasMetadata is every kind.
 *
 * @param there is told of each that is there or has changed
 * @param gone is told of each that is there no more
 */
public record ObjectHandler<T>(Consumer<? super T> there, Consumer<? super T> gone) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
        there.accept(added);
    }

    @Override
    public void onUpdate(T before, T after) {
        there.accept(after);
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {
        gone.accept(deleted);
    }
}
