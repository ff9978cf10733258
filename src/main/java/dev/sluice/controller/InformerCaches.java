package dev.sluice.controller;

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
import dev.sluice.workload.ReleaseTrigger;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What the API server tells by itself: policies, rollouts and Deployments of all namespaces that are managed. An annotation of a Deployment asks for its release. */
@ApplicationScoped
public class InformerCaches implements ReleaseTrigger {
    private static final int CAUSES = 20;

    /** The annotation that starts a release. */
    static final String ANNOTATION = "sluice.dev/rollout";

    /** How long a namespace that is not read, and not refused either, keeps this replica from being ready. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(InformerCaches.class);

    private final KubernetesClient client;
    private final ParsedObjectCache<StoredPolicy> readPolicies = new ParsedObjectCache<>(PolicyClient::read);
    private final ParsedObjectCache<ReadRollout> readRollouts =
            new ParsedObjectCache<>(raw -> new ReadRollout(raw, RolloutClient.read(raw)));
    private final ManagedNamespaces namespaces;
    private final LongSupplier nanos;
    private final Set<String> missed = ConcurrentHashMap.newKeySet();
    private volatile long begun;
    private volatile List<Watched> all = List.of();

    @Inject
    InformerCaches(KubernetesClient client, ManagedNamespaces namespaces) {
        this(client, namespaces, System::nanoTime);
    }

    InformerCaches(KubernetesClient client, ManagedNamespaces namespaces, LongSupplier nanos) {
        this.client = client;
        this.namespaces = namespaces;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** Those of all namespaces. */
    public InformerCaches(KubernetesClient client) {
        this(client, ManagedNamespaces.ALL);
    }

    /**
     * The watches of one namespace, or of all.
     *
     * @param namespace empty for all
     * @param refusals those of which the API server has said the last time that they may not be read
     * @param kept the Deployments
     */
    private record Watched(
            String namespace,
            Set<SharedIndexInformer<?>> refusals,
            SharedIndexInformer<GenericKubernetesResource> policies,
            SharedIndexInformer<GenericKubernetesResource> rollouts,
            SharedIndexInformer<Deployment> deployments,
            LeanStore<Deployment> kept) {
        List<SharedIndexInformer<?>> informers() {
            return List.of(policies, rollouts, deployments);
        }

        boolean synced() {
            return informers().stream().allMatch(SharedIndexInformer::hasSynced);
        }

        /** Whether all that is missing may not be read. */
        boolean refused() {
            return informers().stream()
                    .filter(informer -> !informer.hasSynced())
                    .allMatch(refusals::contains);
        }
    }

    /** Starts to watch; {@code changed} is called, often and on any thread, when something may have to be done. */
    void start(Consumer<HasMetadata> changed) {
        var p = client.genericKubernetesResources(CrdContexts.POLICY);
        var r = client.genericKubernetesResources(CrdContexts.ROLLOUT);
        var d = client.apps().deployments();
        all = namespaces.ofApps(
                () -> watch("", p.inAnyNamespace(), r.inAnyNamespace(), d.inAnyNamespace(), changed),
                one -> watch(one, p.inNamespace(one), r.inNamespace(one), d.inNamespace(one), changed));
        begun = nanos.getAsLong();
        all.forEach(one -> one.informers()
                .forEach(informer -> informer.exceptionHandler((_, error) -> goOn(one, informer, error))
                        .start()));
    }

    private static Watched watch(
            String namespace,
            Informable<GenericKubernetesResource> policies,
            Informable<GenericKubernetesResource> rollouts,
            Informable<Deployment> deployments,
            Consumer<HasMetadata> changed) {
        LeanStore<Deployment> kept = LeanStore.deployments();
        Watched watched = new Watched(
                namespace,
                ConcurrentHashMap.newKeySet(),
                PagedInformers.of(policies).itemStore(LeanStore.policies()),
                PagedInformers.of(rollouts).itemStore(LeanStore.rollouts()),
                PagedInformers.of(deployments).itemStore(kept),
                kept);
        watched.policies().addEventHandler(new ObjectHandler<>(changed, changed));
        watched.rollouts().addEventHandler(new ObjectHandler<>(changed, changed));
        watched.deployments().addEventHandler(new ObjectHandler<>(changed, changed));
        return watched;
    }

    /** Who was given the right meanwhile is waited for again. */
    private static boolean goOn(Watched watched, SharedIndexInformer<?> informer, Throwable error) {
        LOG.warnf("a watch broke and is tried again: %s", UntrustedInput.why(error));
        if (forbidden(error)) {
            watched.refusals().add(informer);
        } else {
            watched.refusals().remove(informer);
        }
        return true;
    }

    private static boolean forbidden(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES)
                .anyMatch(one -> one instanceof KubernetesClientException said
                        && said.getCode() == HttpURLConnection.HTTP_FORBIDDEN);
    }

    /**
     * Whether everything of some namespace has been listed once. What is not seen of the others may still exist, so nothing is told of them
     * before they are, and one that cannot be listed keeps nobody else waiting.
     */
    boolean synced() {
        return all.stream().anyMatch(Watched::synced);
    }

    /**
     * Whether everything was listed once of each namespace that may be read. One that is refused, or that nobody could read for a while, is told
     * and not waited for.
     */
    boolean ready() {
        List<Watched> missing = all.stream().filter(one -> !one.synced()).toList();
        boolean late = nanos.getAsLong() - begun >= PATIENCE.toNanos();
        boolean ready = synced() && missing.stream().allMatch(one -> late || one.refused());
        if (ready) {
            missing.stream().map(Watched::namespace).filter(missed::add).forEach(one -> {
                LOG.warnf(
                        "ready without namespace %s, which cannot be read; nothing is released there until it can",
                        one);
            });
        }
        return ready;
    }

    /** Whether every watch goes on; one that has ended by itself never tells anything again. */
    boolean running() {
        return all.stream()
                .flatMap(one -> one.informers().stream())
                .noneMatch(informer -> informer.stopped().toCompletableFuture().isDone());
    }

    /** Whether a change in this namespace would be told now. Of a watch whose connection hangs nobody knows. */
    boolean live(String namespace) {
        return all.stream()
                .filter(one -> one.namespace().isEmpty() || one.namespace().equals(namespace))
                .anyMatch(one -> one.synced() && one.informers().stream().allMatch(SharedIndexInformer::isWatching));
    }

    void stop() {
        all.forEach(one -> one.informers().forEach(SharedIndexInformer::stop));
    }

    private <T> Stream<T> told(Function<Watched, SharedIndexInformer<T>> kind) {
        return all.stream().filter(Watched::synced).flatMap(one -> kind.apply(one).getStore().list().stream());
    }

    List<StoredPolicy> policies() {
        return readPolicies.of(told(Watched::policies).toList());
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
        return readRollouts.of(told(Watched::rollouts).toList());
    }

    /** A Rollout as it was told, and what it reads as; empty where it cannot be read. */
    private record ReadRollout(GenericKubernetesResource raw, Optional<StoredRollout> rollout) {}

    Optional<StoredRollout> rollout(String key) {
        return all.stream()
                .flatMap(one -> Optional.ofNullable(one.rollouts().getStore().getByKey(key)).stream())
                .findFirst()
                .flatMap(raw -> readRollouts.of(raw).rollout());
    }

    List<Deployment> deployments(String namespace) {
        return told(Watched::deployments)
                .filter(d -> d.getMetadata().getNamespace().equals(namespace))
                .toList();
    }

    /** Why not all Deployments of a namespace are looked into, and the cure; empty when all are. */
    Optional<String> crowd(String namespace) {
        return all.stream().anyMatch(one -> one.kept().crowded(namespace))
                ? Optional.of(LeanStore.crowdOfDeployments(namespace))
                : Optional.empty();
    }

    /** Deployments that ask for a release. */
    List<Deployment> annotated() {
        return told(Watched::deployments)
                .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
                .filter(d -> policyOf(d).isPresent())
                .toList();
    }

    @Override
    public List<Request> requests() {
        return annotated().stream()
                .flatMap(d -> policyOf(d).map(policy -> new Request(policy, d)).stream())
                .toList();
    }

    static Optional<String> policyOf(HasMetadata deployment) {
        return Optional.ofNullable(deployment.getMetadata().getAnnotations()).map(a -> a.get(ANNOTATION));
    }
}
