package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.kubernetes.PagedApi;
import dev.sluice.kubernetes.StoredRollout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where Sluice is let into some namespaces alone, it is ready with all that it may read. */
final class InformerCachesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final PagedApi api = new PagedApi();
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final InformerCaches caches = new InformerCaches(
            api.client(), new ManagedNamespaces(List.of("shop", "pay"), List.of(), List.of()), nanos::get);

    @AfterEach
    void close() {
        slow.countDown();
        caches.stop();
        api.close();
    }

    @Test
    void isReadyWithEachNamespaceAndActsWithTheFirst() {
        told("shop");
        slowly("pay");
        caches.start(_ -> {});
        await().atMost(PATIENCE).until(caches::synced);
        assertThat(caches.ready()).as("pay is not read yet").isFalse();

        slow.countDown();

        await().atMost(PATIENCE).until(caches::ready);
    }

    @Test
    void waitsForNoNamespaceThatItMayNotRead() {
        told("shop");
        refused("pay");

        caches.start(_ -> {});

        await().atMost(PATIENCE).until(caches::ready);
    }

    @Test
    void waitsAgainForANamespaceThatItMayReadMeanwhile() {
        told("shop");
        refused("pay");
        caches.start(_ -> {});
        await().atMost(PATIENCE).until(caches::ready);

        failing("pay");

        await().atMost(PATIENCE).until(() -> !caches.ready());
    }

    @Test
    void waitsForNoNamespaceForEver() {
        told("shop");
        slowly("pay");
        caches.start(_ -> {});
        await().atMost(PATIENCE).until(caches::synced);

        nanos.addAndGet(InformerCaches.PATIENCE.toNanos() - 1);
        assertThat(caches.ready()).isFalse();
        nanos.incrementAndGet();

        assertThat(caches.ready()).isTrue();
    }

    @Test
    void isNotReadyAsLongAsItMayReadNothing() {
        refused("shop");
        refused("pay");
        caches.start(_ -> {});
        nanos.addAndGet(InformerCaches.PATIENCE.toNanos());

        assertThat(caches.ready()).isFalse();
    }

    @Test
    void readsARolloutOnceUntilItChanges() throws Exception {
        try (Bench bench = new Bench("""
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: myapp, namespace: default}
                spec: {routes: [{virtualService: myapp}], steps: [{weight: 50, hold: 1h}]}
                """)) {
            StoredRollout begun = bench.begin();
            InformerCaches all = new InformerCaches(bench.client());
            all.start(_ -> {});
            await().atMost(PATIENCE).until(() -> !all.rollouts().isEmpty());

            StoredRollout first = all.rollout(begun.key()).orElseThrow();

            assertThat(all.rollout(begun.key())).containsSame(first);
            assertThat(all.rollouts()).singleElement().isSameAs(first);
            all.stop();
        }
    }

    private void told(String namespace) {
        api.list(sluice(namespace, "rolloutpolicies"), "RolloutPolicyList", 0, _ -> "");
        api.list(sluice(namespace, "rollouts"), "RolloutList", 0, _ -> "");
        api.list(deployments(namespace), "DeploymentList", 0, _ -> "");
    }

    private void slowly(String namespace) {
        api.list(sluice(namespace, "rolloutpolicies"), "RolloutPolicyList", 0, _ -> "");
        api.list(sluice(namespace, "rollouts"), "RolloutList", 0, _ -> "");
        api.list(deployments(namespace), "DeploymentList", 1, _ -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "{\"metadata\": {\"name\": \"web\", \"namespace\": \"pay\", \"uid\": \"u\"}}";
        });
    }

    private void refused(String namespace) {
        String no = "{\"kind\": \"Status\", \"status\": \"Failure\", \"code\": 403, \"message\": \"not here\"}";
        api.refusal(sluice(namespace, "rolloutpolicies"), 403, no);
        api.refusal(sluice(namespace, "rollouts"), 403, no);
        api.refusal(deployments(namespace), 403, no);
    }

    private void failing(String namespace) {
        String no = "{\"kind\": \"Status\", \"status\": \"Failure\", \"code\": 500, \"message\": \"not now\"}";
        List.of(sluice(namespace, "rolloutpolicies"), sluice(namespace, "rollouts"), deployments(namespace))
                .forEach(path -> api.mend(path, 500, no));
    }

    private static String sluice(String namespace, String plural) {
        return "/apis/sluice.dev/v1alpha1/namespaces/" + namespace + "/" + plural;
    }

    private static String deployments(String namespace) {
        return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    }
}
