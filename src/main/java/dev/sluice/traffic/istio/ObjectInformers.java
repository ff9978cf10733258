package dev.sluice.traffic.istio;

import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.ObjectHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** The watches by which objects are kept; one that breaks is tried again for ever. */
final class ObjectInformers {
    private static final Logger LOG = Logger.getLogger(ObjectInformers.class);

    private final List<Watched> all = new CopyOnWriteArrayList<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * One of them.
     *
     * @param namespace of its objects; empty for all
     */
    private record Watched(String namespace, SharedIndexInformer<?> informer, ObjectStore kept) {
        /** An informer has listed everything before its handler was told of it. */
        boolean told() {
            return informer.hasSynced()
                    && informer.getStore().listKeys().stream()
                            .allMatch(key -> kept.at(key).isPresent());
        }
    }

    /**
     * Begins one.
     *
     * @param namespace of its objects; empty for all
     * @param kept where they are kept
     * @param taken is told of each that is there or has changed
     * @param gone is told of each that is there no more
     */
    <T extends HasMetadata> void begin(
            String namespace,
            SharedIndexInformer<T> informer,
            ObjectStore kept,
            Consumer<HasMetadata> taken,
            Consumer<HasMetadata> gone) {
        informer.addEventHandler(new ObjectHandler<>(taken, gone));
        informer.exceptionHandler((started, error) -> {
            LOG.warnf("a watch broke and is tried again: %s", UntrustedInput.why(error));
            return true;
        });
        informer.start();
        all.add(new Watched(namespace, informer, kept));
    }

    void stop() {
        all.forEach(one -> one.informer().stop());
    }

    /** Whether every watch goes on; one that has ended by itself never tells anything again. */
    boolean running() {
        return all.stream()
                .noneMatch(one -> one.informer().stopped().toCompletableFuture().isDone());
    }

    /** Whether each watch of some namespaces is told of changes now; between two connections it is not. */
    boolean live(Predicate<String> namespaces) {
        return all.stream()
                .filter(one -> namespaces.test(one.namespace()))
                .allMatch(one -> one.informer().isWatching());
    }

    /**
     * Whether everything of some namespaces has been told once; before that, what is not there may still exist.
     *
     * @param what names these namespaces; what was told once stays so
     */
    boolean told(String what, Predicate<String> namespaces) {
        return told.contains(what)
                || (!all.isEmpty()
                        && all.stream()
                                .filter(one -> namespaces.test(one.namespace()))
                                .allMatch(Watched::told)
                        && told.add(what));
    }
}
