package dev.sluice.web.page;

import dev.sluice.policy.Untrusted;
import dev.sluice.store.Kinds;
import dev.sluice.store.LeanStore;
import dev.sluice.store.Policies;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import dev.sluice.web.access.AccessConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
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
class Board {
    private static final Logger LOG = Logger.getLogger(Board.class);

    private final KubernetesClient client;
    private final AccessConfig config;
    private final ConcurrentMap<String, StoredRollout> rollouts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, StoredPolicy> policies = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final List<SharedIndexInformer<GenericKubernetesResource>> watches = new ArrayList<>();

    Board(KubernetesClient client, AccessConfig config) {
        this.client = client;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            watch(Kinds.ROLLOUT, this::keepRollout, rollouts);
            watch(Kinds.POLICY, raw -> policies.put(key(raw), Policies.read(raw)), policies);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        watches.forEach(SharedIndexInformer::stop);
    }

    /** Rises whenever anything on the board changes. */
    long version() {
        return version.get();
    }

    /** Whether everything was read once; before that, what is not here may still exist. */
    boolean ready() {
        return !watches.isEmpty() && watches.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** Whether the cluster tells what changes; otherwise the board shows what was so. */
    boolean fresh() {
        return !watches.isEmpty() && watches.stream().allMatch(SharedIndexInformer::isWatching);
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

    private void keepRollout(GenericKubernetesResource raw) {
        Rollouts.read(raw)
                .filter(Board::shown)
                .ifPresentOrElse(one -> rollouts.put(key(raw), one), () -> rollouts.remove(key(raw)));
    }

    /** One of which no row can be made keeps no list from being shown. */
    private static boolean shown(StoredRollout rollout) {
        return Untrusted.read(() -> !Picture.of(rollout, Instant.now()).name().isEmpty(), why -> {
            LOG.warnf("Rollout %s cannot be shown: %s", rollout.key(), why);
            return false;
        });
    }

    private void watch(
            ResourceDefinitionContext kind, Consumer<GenericKubernetesResource> keep, ConcurrentMap<String, ?> kept) {
        var informer = client.genericKubernetesResources(kind).inAnyNamespace().runnableInformer(0);
        informer.itemStore(LeanStore.policies());
        informer.addEventHandler(new Told(
                one -> {
                    keep.accept(LeanStore.lean(one));
                    version.incrementAndGet();
                },
                one -> {
                    kept.remove(key(one));
                    version.incrementAndGet();
                }));
        watches.add(informer);
        var _ = informer.exceptionHandler(Board::goOn).start();
    }

    private static boolean goOn(boolean started, Throwable error) {
        LOG.warnf("the dashboard's watch broke and is tried again: %s", error.getMessage());
        return true;
    }

    private static String key(GenericKubernetesResource raw) {
        return raw.getMetadata().getNamespace() + "/" + raw.getMetadata().getName();
    }
}
