package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.policy.Namespaces;
import dev.sluice.wire.PagedApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where Sluice is let into some namespaces alone, it is ready with all that it may read. */
final class WatchesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final PagedApi api = new PagedApi();
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final Watches watches =
            new Watches(api.client(), new Namespaces(List.of("shop", "pay"), List.of(), List.of()), nanos::get);

    @AfterEach
    void close() {
        slow.countDown();
        watches.stop();
        api.close();
    }

    @Test
    void isReadyWithEachNamespaceAndActsWithTheFirst() {
        told("shop");
        slowly("pay");
        watches.start(_ -> {});
        await().atMost(PATIENCE).until(watches::synced);
        assertThat(watches.ready()).as("pay is not read yet").isFalse();

        slow.countDown();

        await().atMost(PATIENCE).until(watches::ready);
    }

    @Test
    void waitsForNoNamespaceThatItMayNotRead() {
        told("shop");
        refused("pay");

        watches.start(_ -> {});

        await().atMost(PATIENCE).until(watches::ready);
    }

    @Test
    void waitsForNoNamespaceForEver() {
        told("shop");
        slowly("pay");
        watches.start(_ -> {});
        await().atMost(PATIENCE).until(watches::synced);

        nanos.addAndGet(Watches.PATIENCE.toNanos() - 1);
        assertThat(watches.ready()).isFalse();
        nanos.incrementAndGet();

        assertThat(watches.ready()).isTrue();
    }

    @Test
    void isNotReadyAsLongAsItMayReadNothing() {
        refused("shop");
        refused("pay");
        watches.start(_ -> {});
        nanos.addAndGet(Watches.PATIENCE.toNanos());

        assertThat(watches.ready()).isFalse();
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

    private static String sluice(String namespace, String plural) {
        return "/apis/sluice.dev/v1alpha1/namespaces/" + namespace + "/" + plural;
    }

    private static String deployments(String namespace) {
        return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    }
}
