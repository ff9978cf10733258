package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.local.TroubledApi;
import dev.sluice.mesh.MeshParts;
import dev.sluice.mesh.WatchedObjects;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a rollout asks of the API server in a long hold in which nothing happens, and what wakes it. Its clock goes ten times as fast as others. */
final class QuietHoldTest {
    private static final int FASTER = Integer.getInteger("faster", 10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
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
    private final Watches watches = new Watches(bench.client());
    private final WatchedObjects objects = MeshParts.objects(bench.client());
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final AtomicReference<Consumer<HasMetadata>> heard = new AtomicReference<>(_ -> {});
    private final Instant begun = Instant.now();
    private final long nanos = System.nanoTime();
    private StoredRollout rollout;
    private String green;
    private Bench.Hand hand;

    @BeforeEach
    void begin() {
        rollout = bench.begin();
        green = rollout.spec().green().subset();
        watches.start(what -> heard.get().accept(what));
        objects.start(what -> heard.get().accept(what));
        patiently().until(() -> watches.live("default") && objects.live("default"));
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
        watches.stop();
        objects.stop();
        bench.close();
    }

    @Test
    void asksLittleWhileNothingChanges() {
        hire(true);
        untilGreenHas(50);

        patiently().untilAsserted(() -> assertThat(inAMinute().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .as("requests in a minute, %s", asked)
                .isLessThanOrEqualTo(50));
    }

    private void hire(boolean live) {
        hand = bench.hire(rollout, new Usual(new Bench.Hurried().leaderElection()), this::now, new Watching() {
            @Override
            public Optional<StoredRollout> rollout(String key) {
                return watches.rollout(key);
            }

            @Override
            public boolean live(String namespace) {
                return live && watches.live(namespace) && objects.live(namespace);
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
        Map<String, Integer> all = new TreeMap<>(asked);
        System.out.println(all.values().stream().mapToInt(Integer::intValue).sum() + " " + all);
        return all;
    }

    private Instant now() {
        return begun.plusNanos((System.nanoTime() - nanos) * FASTER);
    }

    private void untilGreenHas(int weight) {
        patiently().until(() -> Bench.weight(bench.virtualService().require(), green) == weight);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(120));
    }

    /** The defaults, as far as they count here. */
    record Usual(LeaderElection leaderElection) implements SluiceConfig {
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
