package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.TroubledApi;
import dev.sluice.traffic.istio.MeshParts;
import dev.sluice.traffic.istio.WatchedObjects;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a rollout asks of the API server in a long hold in which nothing happens, and what wakes it. Its clock goes ten times as fast as others. */
final class QuietHoldTest {
    private static final int FASTER = 10;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A minute of the defaults is 40; the edges of a minute may bring another look. */
    private static final int MOST = 50;

    private static final String AUTOSCALERS = "GET /apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 1s}
              steps: [{weight: 50, hold: 10h}]
              bake: {hold: 1s}
              progressDeadline: 10m
              health: {minSample: 1, probe: {rate: 20}}
            """;

    private final Bench bench = new Bench(POLICY);
    private final InformerCaches caches = new InformerCaches(bench.client());
    private final WatchedObjects objects = MeshParts.objects(bench.client());
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final AtomicReference<Consumer<HasMetadata>> heard = new AtomicReference<>(_ -> {});
    private final Instant begun = Instant.now();
    private final long nanos = System.nanoTime();
    private volatile Optional<Instant> frozen = Optional.empty();
    private StoredRollout rollout;
    private String green;
    private Bench.Hand hand;

    @BeforeEach
    void begin() {
        rollout = bench.begin();
        green = rollout.spec().green().subset();
        caches.start(what -> heard.get().accept(what));
        objects.start(what -> heard.get().accept(what));
        patiently().until(() -> caches.live("default") && objects.live("default"));
        hire();
        untilGreenHas(50);
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
        caches.stop();
        objects.stop();
        bench.close();
    }

    @Test
    void asksLittleWhileNothingChanges() {
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
            Map<String, Integer> minute = inAMinute();
            assertThat(sum(minute)).as("requests in %s", minute).isLessThanOrEqualTo(MOST);
        });
    }

    @Test
    void putsWeightsRightThatSomebodyElseWritesWithoutWaitingForTheNextLook() {
        stopTheClock();
        asked.clear();

        bench.virtualService().edit(one -> {
            weights(one).forEach(entry -> entry.put("weight", green.equals(subset(entry)) ? 0 : 100));
            return one;
        });

        patiently().until(() -> asked.keySet().stream().anyMatch(request -> request.startsWith("PATCH")));
        untilGreenHas(50);
    }

    @Test
    void putsASubsetBackThatSomebodyElseDropsWithoutWaitingForTheNextLook() {
        stopTheClock();

        rule().edit(one -> {
            subsets(one).removeIf(subset -> green.equals(subset.get("name")));
            return one;
        });

        patiently().until(() -> subsets(rule().require()).stream().anyMatch(one -> green.equals(one.get("name"))));
    }

    @Test
    void looksAtBlueWhenItsDeploymentChangesWithoutWaitingForTheNextLook() {
        stopTheClock();
        String blue = String.valueOf(rollout.spec().blue().deployment());
        asked.clear();

        bench.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(blue)
                .edit(one -> {
                    one.getMetadata().getAnnotations().put("changed", "yes");
                    return one;
                });

        patiently().until(() -> asked.keySet().stream().anyMatch(path -> path.endsWith("/deployments/" + blue)));
    }

    /** What mends it, such as an autoscaler's maximum, changes nothing that a watch would tell. */
    @Test
    void looksOnWhileTheNextStepNeedsMorePodsThanGreenHas() {
        bench.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(rollout.spec().green().deployment())
                .edit(one -> {
                    one.getSpec().setReplicas(1);
                    return one;
                });

        patiently()
                .untilAsserted(() -> assertThat(inAMinute())
                        .hasEntrySatisfying(
                                AUTOSCALERS, times -> assertThat(times).isGreaterThan(5)));
    }

    /** Nothing is due any more, and a look may come when something asks for it. */
    private void stopTheClock() {
        Instant now = now();
        frozen = Optional.of(now);
        AtomicInteger before = new AtomicInteger(-1);
        patiently().pollInterval(Duration.ofMillis(500)).until(() -> sum(asked) == before.getAndSet(sum(asked)));
        frozen = Optional.of(now.plusMillis(60));
    }

    private void hire() {
        hand = bench.hire(rollout, new Usual(new Bench.Hurried().leaderElection()), this::now, new RolloutWatch() {
            @Override
            public Optional<StoredRollout> rollout(String key) {
                return caches.rollout(key);
            }

            @Override
            public boolean live(String namespace) {
                return caches.live(namespace) && objects.live(namespace);
            }
        });
        heard.set(hand::heard);
        hand.api().make(request -> {
            asked.merge(request.method() + " " + request.path().replaceFirst("\\?.*", ""), 1, Integer::sum);
            return TroubledApi.NONE;
        });
        hand.start();
    }

    private Map<String, Integer> inAMinute() {
        asked.clear();
        Instant end = now().plus(MINUTE);
        patiently().until(() -> !now().isBefore(end));
        return new TreeMap<>(asked);
    }

    private Instant now() {
        return frozen.orElseGet(() -> begun.plusNanos((System.nanoTime() - nanos) * FASTER));
    }

    private void untilGreenHas(int weight) {
        patiently().until(() -> greenHas() == weight);
    }

    private int greenHas() {
        return Bench.weight(bench.virtualService().require(), green);
    }

    private Resource<GenericKubernetesResource> rule() {
        return bench.client()
                .genericKubernetesResources("networking.istio.io/v1", "DestinationRule")
                .inNamespace("default")
                .withName("myapp");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> weights(GenericKubernetesResource virtualService) {
        List<Map<String, Object>> routes = (List<Map<String, Object>>) virtualService.get("spec", "http");
        return (List<Map<String, Object>>) routes.getLast().get("route");
    }

    private static Object subset(Map<String, Object> entry) {
        return ((Map<?, ?>) entry.get("destination")).get("subset");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> subsets(GenericKubernetesResource rule) {
        return (List<Map<String, Object>>) rule.get("spec", "subsets");
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    /** The defaults, as far as they count here. */
    record Usual(LeaderElection leaderElection) implements ControllerConfig {
        @Override
        public Duration tick() {
            return Duration.ofMillis(10);
        }

        @Override
        public Duration look() {
            return Duration.ofMillis(1_000 / FASTER);
        }

        @Override
        public Duration resync() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration report() {
            return Duration.ofSeconds(2);
        }

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public int maxActive() {
            return 1;
        }

        @Override
        public int maxActivePerNamespace() {
            return 1;
        }
    }
}
