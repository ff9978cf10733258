package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.DeadlineExceededException;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a worker is looked for again. */
final class ReconcilerLauncherTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ROLLOUT = StoreParts.ROLLOUT.replace(
            "{name: myapp-1, namespace: default}",
            "{namespace: %s, name: &name %s, uid: *name, resourceVersion: '%s'}");

    private final ReconcilerLauncher launcher = new ReconcilerLauncher(Runnable::run);
    private final List<String> tried = new ArrayList<>();

    @Test
    void oneForWhomNoWorkerCanBeMadeIsLeftAloneForAWhile() {
        round("1", NOW, new IllegalStateException("no"));
        round("1", NOW.plusSeconds(1), new IllegalStateException("no"));
        assertThat(tried).hasSize(1);

        round("1", NOW.plusSeconds(6), new IllegalStateException("no"));
        assertThat(tried).hasSize(2);
    }

    @Test
    void itIsTriedAtOnceWhenItIsWrittenAgain() {
        round("1", NOW, new IllegalStateException("no"));
        round("2", NOW.plusMillis(1), new IllegalStateException("no"));

        assertThat(tried).containsExactly("1", "2");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsAskedAgain() {
        round("1", NOW, new KubernetesClientException("no answer"));
        round("1", NOW.plusMillis(1), new KubernetesClientException("no answer"));

        assertThat(tried).hasSize(2);
    }

    @Test
    void oneWhoseNamespaceReadsTooMuchIsLeftAloneForAWhile() {
        round("1", NOW, new DeadlineExceededException("too much"));
        round("1", NOW.plusSeconds(1), new DeadlineExceededException("too much"));
        assertThat(tried).hasSize(1);

        round("1", NOW.plusSeconds(6), new DeadlineExceededException("too much"));
        assertThat(tried).hasSize(2);
    }

    @Test
    void oneWhoseTrafficMayBeOnItsWayIsNot() {
        StoredRollout begun = StoreParts.rollout(ROLLOUT.formatted("shop", "r", "1")
                + "status: {state: Holding, since: '2026-01-01T00:00:00Z', stage: Step 1/1, weightAsked: 10}\n");
        for (int i = 0; i < 2; i++) {
            launcher.each(List.of(begun), () -> NOW, one -> {
                tried.add(one.name());
                throw new DeadlineExceededException("too much");
            });
        }

        assertThat(tried).hasSize(2);
        assertThat(ReconcilerLauncher.urgent(begun)).isTrue();
        assertThat(ReconcilerLauncher.urgent(StoreParts.rollout(ROLLOUT.formatted("shop", "r", "1"))))
                .isFalse();
    }

    /** The reads of the first namespace are never answered. */
    @Test
    void aNamespaceThatIsNotAnsweredKeepsNoOtherWaiting() {
        CountDownLatch answer = new CountDownLatch(1);
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ReconcilerLauncher beside = new ReconcilerLauncher(threads);
            List<StoredRollout> idle = Stream.concat(
                            IntStream.range(0, 20).mapToObj(i -> one("evil", "r" + i)),
                            Stream.of(one("shop", "victim")))
                    .toList();
            for (int round = 0; round < 3; round++) {
                threads.execute(() -> beside.each(idle, () -> NOW, rollout -> {
                    asked.add(rollout.namespace());
                    if (rollout.namespace().equals("evil")) {
                        awaited(answer);
                    }
                }));
            }

            try {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(asked).contains("shop"));
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(asked.stream().filter("evil"::equals))
                                .hasSize(ReconcilerLauncher.EACH));
            } finally {
                answer.countDown();
            }
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StoredRollout one(String namespace, String name) {
        return StoreParts.rollout(ROLLOUT.formatted(namespace, name, "1"));
    }

    private void round(String version, Instant at, RuntimeException problem) {
        StoredRollout rollout = StoreParts.rollout(ROLLOUT.formatted("default", "r", version));
        launcher.each(List.of(rollout), () -> at, one -> {
            tried.add(version);
            throw problem;
        });
    }
}
