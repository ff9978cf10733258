package dev.sluice.controller;

import dev.sluice.api.PolicySpec;
import dev.sluice.evidence.probe.ProbeParts;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.LocalCluster;
import dev.sluice.local.LocalOptions;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutState;
import dev.sluice.traffic.istio.MeshParts;
import dev.sluice.workload.DeploymentObserver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A local cluster, and workers that can be killed and started anew over it. */
public final class Bench implements AutoCloseable {
    /** A policy under which a release holds its first step for as long as a test likes. */
    static final String HOLDING = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 1h}]
              health: {minSample: 1, probe: {rate: 50}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final LocalCluster cluster;
    private final RolloutClient rollouts;
    private final List<RolloutEvent> news = new CopyOnWriteArrayList<>();
    private final List<ReconcileEvent> beats = new CopyOnWriteArrayList<>();
    private volatile Duration later = Duration.ZERO;

    Bench(String policy) {
        LocalOptions sample = LocalOptions.sample();
        cluster = LocalCluster.start(
                new LocalOptions(0, 0, sample.manifests(), policy, Duration.ofMillis(5), sample.seed()));
        rollouts = StoreParts.rollouts(cluster.client());
    }

    LocalCluster cluster() {
        return cluster;
    }

    /** One that nobody contests. */
    static Sharding alone(KubernetesClient client) {
        return new Sharding(client, new Hurried(), new LoopMonitor());
    }

    /** One that carries everything and may write when the test says so. */
    static Sharding permitted(KubernetesClient client, BooleanSupplier may) {
        return new Sharding(client, new Hurried(), new LoopMonitor()) {
            @Override
            boolean mayAct(String namespace) {
                return may.getAsBoolean();
            }
        };
    }

    KubernetesClient client() {
        return cluster.client();
    }

    /** What was told of a Rollout under one of these reasons, all workers together. */
    List<String> told(String... reasons) {
        return news.stream()
                .filter(one -> one.kind().equals("Rollout") && List.of(reasons).contains(one.reason()))
                .map(one -> one.reason() + " " + one.message())
                .toList();
    }

    /** All that anybody was told or has measured, in words. */
    String everything() {
        return news + " " + beats;
    }

    /** How many passes found a rollout paused. */
    long pausedPasses() {
        return beats.stream()
                .filter(beat -> beat instanceof ReconcileEvent.Pass pass
                        && pass.before().state() instanceof RolloutState.Paused)
                .count();
    }

    /** So much time passes in a moment. */
    void pass(Duration time) {
        later = later.plus(time);
    }

    /** Begins the release of the version that does not carry the traffic. */
    StoredRollout begin() {
        String version = cluster.release();
        StoredPolicy policy = PolicyClient.read(cluster.client()
                .genericKubernetesResources("sluice.dev/v1alpha1", "RolloutPolicy")
                .inNamespace("default")
                .withName("myapp")
                .require());
        List<Deployment> all = cluster.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .list()
                .getItems();
        Deployment green = all.stream()
                .filter(d -> d.getMetadata().getName().equals("myapp-" + version))
                .findFirst()
                .orElseThrow();
        PolicySpec plan = policy.spec().orElseThrow();
        RolloutFactory rolloutFactory = new RolloutFactory(
                MeshParts.mesh(cluster.client()),
                StoreParts.workloads(cluster.client()),
                rollouts,
                alone(cluster.client()));
        Set<String> active = rollouts.all().stream()
                .filter(StoredRollout::active)
                .map(StoredRollout::name)
                .collect(Collectors.toSet());
        String name =
                rolloutFactory.begin(policy, plan, green, all, active, () -> {}).orElseThrow();
        return rollouts.get("default", name).orElseThrow();
    }

    Optional<StoredRollout> stored(StoredRollout known) {
        return rollouts.get(known.namespace(), known.name());
    }

    boolean over(StoredRollout known) {
        return stored(known).filter(StoredRollout::active).isEmpty();
    }

    String state(StoredRollout known) {
        return stored(known)
                .flatMap(StoredRollout::status)
                .map(status -> String.valueOf(status.state()))
                .orElse("");
    }

    Resource<GenericKubernetesResource> virtualService() {
        return cluster.client()
                .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .withName("myapp");
    }

    /** What the users' route gives a version. */
    static int weight(GenericKubernetesResource virtualService, String subset) {
        return entries(http(virtualService).getLast().get("route")).stream()
                .filter(entry -> subset.equals(((Map<?, ?>) entry.get("destination")).get("subset")))
                .map(entry -> (Integer) entry.getOrDefault("weight", 100))
                .findFirst()
                .orElse(0);
    }

    static long pins(GenericKubernetesResource virtualService) {
        return http(virtualService).stream()
                .filter(route -> String.valueOf(route.get("name")).startsWith("sluice-pin"))
                .count();
    }

    private static List<Map<String, Object>> http(GenericKubernetesResource virtualService) {
        return entries(virtualService.get("spec", "http"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> entries(Object list) {
        return (List<Map<String, Object>>) list;
    }

    /** A process that carries one rollout and reaches the API server through trouble of its own. */
    Hand hire(StoredRollout rollout) {
        return new Hand(
                rollout,
                new Hurried(),
                () -> Instant.now().plus(later),
                key -> rollouts.get("default", rollout.name()));
    }

    /** The same at another pace, by another clock, and with watches. */
    Hand hire(StoredRollout rollout, ControllerConfig config, InstantSource clock, RolloutWatch watching) {
        return new Hand(rollout, config, clock, watching);
    }

    /** What a worker is made of that asks the API server by this client. */
    ReconcilerContext parts(KubernetesClient client, Sharding sharding, InstantSource clock, ControllerConfig config) {
        return new ReconcilerContext(
                MeshParts.mesh(client),
                MeshParts.gateways(client),
                MeshParts.convergence(vertx),
                EvidenceSources.starter(
                        ProbeParts.probers(vertx),
                        MeshParts.meters(client, vertx.createHttpClient(), clock),
                        StoreParts.secrets(client, clock),
                        sharding.loops()),
                rollout -> new DeploymentObserver(rollout, StoreParts.workloads(client)),
                StoreParts.rollouts(client),
                StoreParts.workloads(client),
                sharding,
                ReconcilerContext.unusualLooks(),
                clock,
                config,
                news::add,
                beats::add);
    }

    @Override
    public void close() throws Exception {
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** See {@link Bench#hire}. */
    final class Hand implements AutoCloseable {
        private final TroubledApi api = new TroubledApi(cluster.apiServer());
        private final KubernetesClient client = api.client();
        private final RolloutReconciler reconciler;
        private final StoredRollout rollout;
        private volatile boolean leased = true;

        private Hand(StoredRollout known, ControllerConfig config, InstantSource clock, RolloutWatch watching) {
            rollout = rollouts.get(known.namespace(), known.name()).orElseThrow();
            ReconcilerContext context = parts(client, permitted(client, () -> leased), clock, config);
            reconciler = new RolloutReconciler(rollout, context, watching);
        }

        TroubledApi api() {
            return api;
        }

        Hand start() {
            Thread.ofVirtual().name("hand").start(reconciler);
            return this;
        }

        boolean running() {
            return reconciler.running();
        }

        /** A watch has told this. */
        void heard(HasMetadata what) {
            reconciler.onChange(what);
        }

        /** From now on this process holds the lease, or does not. */
        void lease(boolean held) {
            leased = held;
        }

        @Override
        public void close() {
            reconciler.stop();
            client.close();
            api.close();
        }
    }

    /** Ticks fast, and writes no status for the sake of counts. */
    public record Hurried(LeaderElection leaderElection, Duration look) implements ControllerConfig {
        Hurried() {
            this(Duration.ofMillis(20));
        }

        Hurried(Duration look) {
            this(new Alone(), look);
        }

        Hurried(LeaderElection leaderElection) {
            this(leaderElection, Duration.ofMillis(20));
        }

        @Override
        public int maxActive() {
            return 3;
        }

        @Override
        public int maxActivePerNamespace() {
            return 2;
        }

        @Override
        public Duration tick() {
            return Duration.ofMillis(10);
        }

        @Override
        public Duration look() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration resync() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration report() {
            return Duration.ofHours(1);
        }

        @Override
        public boolean enabled() {
            return true;
        }
    }

    private record Alone() implements ControllerConfig.LeaderElection {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public Optional<String> namespace() {
            return Optional.empty();
        }

        @Override
        public String name() {
            return "none";
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(15);
        }
    }
}
