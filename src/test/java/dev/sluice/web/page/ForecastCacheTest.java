package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.PolicySpec;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.TrafficAssumptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ForecastCacheTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Forecast SAMPLE = Forecast.of(
            Plan.of(policy(10).spec().orElseThrow()), new TrafficAssumptions(100, 0.001, OptionalInt.empty()));
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void policyThatStaysTheSameIsCalculatedOnce() {
        ForecastCache forecasts = new ForecastCache(this::forecast, LONG);

        assertThat(forecasts.of(policy(10))).isPresent();
        assertThat(forecasts.of(policy(10))).isPresent();
        assertThat(made).hasValue(1);
        forecasts.close();
    }

    @Test
    void policyThatChangesIsCalculatedAnew() {
        ForecastCache forecasts = new ForecastCache(this::forecast, LONG);
        forecasts.of(policy(10));

        assertThat(forecasts
                        .of(policy(20))
                        .orElseThrow()
                        .plan()
                        .stages()
                        .get(1)
                        .weight()
                        .permille())
                .isEqualTo(200);
        forecasts.close();
    }

    @Test
    void readerIsNotKeptWaitingAndFindsTheForecastLater() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        ForecastCache forecasts = new ForecastCache(
                spec -> {
                    await(go);
                    try {
                        return forecast(spec);
                    } finally {
                        done.countDown();
                    }
                },
                Duration.ofMillis(1));
        assertThat(forecasts.of(policy(10))).isEmpty();
        go.countDown();
        done.await();

        Awaitility.await()
                .untilAsserted(() -> assertThat(forecasts.of(policy(10))).isPresent());
        assertThat(made).hasValue(1);
        forecasts.close();
    }

    @Test
    void allOfItRunsOnOneThreadAsideOfTheControllers() {
        AtomicReference<ForkJoinPool> pool = new AtomicReference<>();
        ForecastCache forecasts = new ForecastCache(
                spec -> {
                    pool.set(Objects.requireNonNull(ForkJoinTask.getPool()));
                    return forecast(spec);
                },
                LONG);
        forecasts.of(policy(10));

        assertThat(pool.get()).isNotSameAs(ForkJoinPool.commonPool());
        assertThat(pool.get().getParallelism()).isEqualTo(1);
        forecasts.close();
    }

    @Test
    void aNamespaceWithManyPoliciesKeepsNoOtherWaiting() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(4);
        List<Integer> order = new CopyOnWriteArrayList<>();
        ForecastCache forecasts = new ForecastCache(
                spec -> {
                    await(go);
                    order.add(weight(spec));
                    done.countDown();
                    return forecast(spec);
                },
                Duration.ofMillis(1));
        for (int i = 1; i <= 3; i++) {
            forecasts.of(policy(i));
        }
        forecasts.of(policy("calm", 4));
        go.countDown();
        done.await();

        assertThat(order.indexOf(4)).isLessThan(order.indexOf(3));
        forecasts.close();
    }

    @Test
    void norDoesItMakeOthersForgotten() {
        ForecastCache forecasts = new ForecastCache(
                spec -> {
                    made.incrementAndGet();
                    return SAMPLE;
                },
                LONG);
        forecasts.of(policy("calm", 1));
        for (int i = 0; i < ForecastCache.MOST; i++) {
            forecasts.of(policy("crowd", 1 + i / 2, i % 2 == 0 ? "10s" : "20s"));
        }
        int before = made.get();

        assertThat(forecasts.of(policy("calm", 1))).isPresent();
        assertThat(made).hasValue(before);
        forecasts.close();
    }

    private static int weight(PolicySpec spec) {
        return Plan.of(spec).stages().get(1).weight().permille() / 10;
    }

    private Forecast forecast(PolicySpec spec) {
        made.incrementAndGet();
        return Forecast.of(Plan.of(spec), new TrafficAssumptions(100, 0.001, OptionalInt.empty()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StoredPolicy policy(int weight) {
        return policy("shop", weight);
    }

    private static StoredPolicy policy(String namespace, int weight) {
        return policy(namespace, weight, "10s");
    }

    private static StoredPolicy policy(String namespace, int weight, String hold) {
        return PolicyClient.read(
                Serialization.unmarshal("""
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: myapp, namespace: %s, uid: u, generation: 1}
                spec:
                  routes: [{virtualService: myapp}]
                  steps: [{weight: %d, hold: %s}]
                """.formatted(namespace, weight, hold), GenericKubernetesResource.class));
    }
}
