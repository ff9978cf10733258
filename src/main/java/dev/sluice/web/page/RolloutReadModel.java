package dev.sluice.web.page;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.LeanStore;
import dev.sluice.kubernetes.ObjectHandler;
import dev.sluice.kubernetes.PagedInformers;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.web.access.AccessConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Policies and rollouts as the cluster has them: one watch for everybody who looks, on any replica. What was read once is kept read.
 */
@ApplicationScoped
class RolloutReadModel {
    private static final Logger LOG = Logger.getLogger(RolloutReadModel.class);

    private final KubernetesClient client;
    private final AccessConfig config;
    private final ConcurrentMap<String, StoredRollout> rollouts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, StoredPolicy> policies = new ConcurrentHashMap<>();
    /** Of Rollouts of which too little is kept to show them, since their namespace has very many: the keys, and the namespaces. */
    private final ConcurrentMap<String, String> left = new ConcurrentHashMap<>();

    private final AtomicLong version = new AtomicLong();
    private final ManagedNamespaces namespaces;
    private final List<Watched> watches = new ArrayList<>();

    RolloutReadModel(KubernetesClient client, AccessConfig config, ManagedNamespaces namespaces) {
        this.client = client;
        this.config = config;
        this.namespaces = namespaces;
    }

    /** The watches of one namespace, or of all. */
    private record Watched(List<SharedIndexInformer<GenericKubernetesResource>> informers) {
        boolean synced() {
            return informers.stream().allMatch(SharedIndexInformer::hasSynced);
        }

        boolean watching() {
            return informers.stream().allMatch(SharedIndexInformer::isWatching);
        }
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            var r = client.genericKubernetesResources(CrdContexts.ROLLOUT);
            var p = client.genericKubernetesResources(CrdContexts.POLICY);
            watches.addAll(namespaces.ofApps(
                    () -> watch(r.inAnyNamespace(), p.inAnyNamespace()),
                    one -> watch(r.inNamespace(one), p.inNamespace(one))));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        watches.forEach(one -> one.informers().forEach(SharedIndexInformer::stop));
    }

    /** Rises whenever anything on the board changes. */
    long version() {
        return version.get();
    }

    /** Whether everything of a namespace was read once, so that one which may not be read hides no other; before that nothing is to be shown. */
    boolean ready() {
        return watches.stream().anyMatch(Watched::synced);
    }

    /** Whether the cluster tells what changes; otherwise the board shows what was so. */
    boolean fresh() {
        return ready() && watches.stream().filter(Watched::synced).allMatch(Watched::watching);
    }

    Collection<StoredRollout> rollouts() {
        return rollouts.values();
    }

    Optional<StoredRollout> rollout(String namespace, String name) {
        return Optional.ofNullable(rollouts.get(namespace + "/" + name));
    }

    Collection<StoredPolicy> policies() {
        return policies.values();
    }

    Optional<StoredPolicy> policy(String namespace, String name) {
        return Optional.ofNullable(policies.get(namespace + "/" + name));
    }

    /** The namespace of each Rollout that is not shown, since there are more than are kept. */
    Collection<String> left() {
        return left.values();
    }

    /** Whether this is one of them. */
    boolean leaves(String namespace, String name) {
        return left.containsKey(namespace + "/" + name);
    }

    private void keepRollout(GenericKubernetesResource raw) {
        Optional<StoredRollout> read = RolloutClient.read(raw);
        if (read.filter(StoredRollout::brief).isPresent()) {
            rollouts.remove(key(raw));
            left.put(key(raw), raw.getMetadata().getNamespace());
            return;
        }
        left.remove(key(raw));
        read.filter(RolloutReadModel::shown)
                .ifPresentOrElse(one -> rollouts.put(key(raw), one), () -> rollouts.remove(key(raw)));
    }

    /** One of which no row can be made keeps no list from being shown. */
    private static boolean shown(StoredRollout rollout) {
        return UntrustedInput.read(
                () -> !RolloutDisplay.of(rollout, Instant.now()).name().isEmpty(), why -> {
                    LOG.warnf("Rollout %s cannot be shown: %s", rollout.key(), why);
                    return false;
                });
    }

    private Watched watch(Informable<GenericKubernetesResource> rollout, Informable<GenericKubernetesResource> policy) {
        return new Watched(List.of(
                begun(rollout, LeanStore.shownRollouts(), this::keepRollout, key -> {
                    rollouts.remove(key);
                    left.remove(key);
                }),
                begun(
                        policy,
                        LeanStore.policies(),
                        raw -> policies.put(key(raw), PolicyClient.read(raw)),
                        policies::remove)));
    }

    /** What is told of a change is the whole object; what is kept of it is less. */
    private SharedIndexInformer<GenericKubernetesResource> begun(
            Informable<GenericKubernetesResource> kind,
            LeanStore<GenericKubernetesResource> store,
            Consumer<GenericKubernetesResource> keep,
            Consumer<String> drop) {
        var informer = PagedInformers.of(kind).itemStore(store);
        informer.addEventHandler(new ObjectHandler<>(
                guarded(one ->
                        Optional.ofNullable(store.get(key(one))).ifPresentOrElse(keep, () -> drop.accept(key(one)))),
                guarded(one -> drop.accept(key(one)))));
        var _ = informer.exceptionHandler(RolloutReadModel::goOn).start();
        return informer;
    }

    /** What one object's reader does with it ends no watch. */
    private Consumer<GenericKubernetesResource> guarded(Consumer<GenericKubernetesResource> told) {
        return object -> UntrustedInput.read(
                () -> {
                    told.accept(object);
                    version.incrementAndGet();
                    return true;
                },
                _ -> false);
    }

    private static boolean goOn(boolean started, Throwable error) {
        LOG.warnf("the dashboard's watch broke and is tried again: %s", UntrustedInput.why(error));
        return true;
    }

    private static String key(GenericKubernetesResource raw) {
        return raw.getMetadata().getNamespace() + "/" + raw.getMetadata().getName();
    }
}
