package dev.sluice.controller;

import dev.sluice.store.Kinds;
import dev.sluice.store.LeanStore;
import dev.sluice.store.Policies;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What the API server tells by itself: policies, rollouts and Deployments of all namespaces. */
@ApplicationScoped
class Watches {
    /** The annotation that starts a release. */
    static final String ANNOTATION = "sluice.dev/rollout";

    private static final Logger LOG = Logger.getLogger(Watches.class);

    private final KubernetesClient client;
    private final ReadOnce<StoredPolicy> readPolicies = new ReadOnce<>(Policies::read);
    private final ReadOnce<ReadRollout> readRollouts = new ReadOnce<>(raw -> new ReadRollout(raw, Rollouts.read(raw)));
    private List<SharedIndexInformer<?>> informers = List.of();
    private Optional<SharedIndexInformer<GenericKubernetesResource>> policies = Optional.empty();
    private Optional<SharedIndexInformer<GenericKubernetesResource>> rollouts = Optional.empty();
    private Optional<SharedIndexInformer<Deployment>> deployments = Optional.empty();

    Watches(KubernetesClient client) {
        this.client = client;
    }

    /** Starts to watch; {@code changed} is called, often and on any thread, when something may have to be done. */
    void start(Consumer<HasMetadata> changed) {
        var p = client.genericKubernetesResources(Kinds.POLICY).inAnyNamespace().runnableInformer(0);
        var r = client.genericKubernetesResources(Kinds.ROLLOUT)
                .inAnyNamespace()
                .runnableInformer(0);
        var d = client.apps().deployments().inAnyNamespace().runnableInformer(0);
        p.itemStore(LeanStore.policies());
        r.itemStore(LeanStore.rollouts());
        d.itemStore(LeanStore.deployments());
        p.addEventHandler(new Ring<>(changed));
        r.addEventHandler(new Ring<>(changed));
        d.addEventHandler(new Ring<>(changed));
        policies = Optional.of(p);
        rollouts = Optional.of(r);
        deployments = Optional.of(d);
        informers = List.of(p, r, d);
        informers.forEach(informer -> informer.exceptionHandler(Watches::goOn).start());
    }

    private static boolean goOn(boolean started, Throwable error) {
        LOG.warnf("a watch broke and is tried again: %s", error.getMessage());
        return true;
    }

    /** Whether everything has been listed once; before that, what is not seen may still exist. */
    boolean synced() {
        return !informers.isEmpty() && informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** Whether every watch goes on; one that has ended by itself never tells anything again. */
    boolean running() {
        return informers.stream()
                .noneMatch(informer -> informer.stopped().toCompletableFuture().isDone());
    }

    void stop() {
        informers.forEach(SharedIndexInformer::stop);
    }

    List<StoredPolicy> policies() {
        return readPolicies.of(policies.map(i -> i.getStore().list()).orElse(List.of()));
    }

    List<StoredRollout> rollouts() {
        return readRollouts().stream().flatMap(one -> one.rollout().stream()).toList();
    }

    /** Rollouts that cannot be read. */
    List<GenericKubernetesResource> unread() {
        return readRollouts().stream()
                .filter(one -> one.rollout().isEmpty())
                .map(ReadRollout::raw)
                .toList();
    }

    private List<ReadRollout> readRollouts() {
        return readRollouts.of(rollouts.map(i -> i.getStore().list()).orElse(List.of()));
    }

    /** A Rollout as it was told, and what it reads as; empty where it cannot be read. */
    private record ReadRollout(GenericKubernetesResource raw, Optional<StoredRollout> rollout) {}

    Optional<StoredRollout> rollout(String key) {
        return rollouts.map(i -> i.getStore().getByKey(key)).flatMap(Rollouts::read);
    }

    List<Deployment> deployments(String namespace) {
        return deployments.stream()
                .flatMap(i -> i.getStore().list().stream())
                .filter(d -> d.getMetadata().getNamespace().equals(namespace))
                .toList();
    }

    /** Deployments that ask for a release. */
    List<Deployment> annotated() {
        return deployments.stream()
                .flatMap(i -> i.getStore().list().stream())
                .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
                .filter(d -> policyOf(d).isPresent())
                .toList();
    }

    static Optional<String> policyOf(HasMetadata deployment) {
        return Optional.ofNullable(deployment.getMetadata().getAnnotations()).map(a -> a.get(ANNOTATION));
    }

    private record Ring<T extends HasMetadata>(Consumer<HasMetadata> ring) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            ring.accept(added);
        }

        @Override
        public void onUpdate(T before, T after) {
            ring.accept(after);
        }

        @Override
        public void onDelete(T gone, boolean unknown) {
            ring.accept(gone);
        }
    }
}
