package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A Rollout whose traffic may be on its way is read before all that its namespace has waiting. */
class UrgentReadsTest {
    private static final String NAMESPACE = "of-urgent-reads";
    private static final int MORE_THAN_MAY_WAIT = 600;

    @Test
    void aRolloutWhoseTrafficIsOnItsWayIsReadWhateverItsNamespaceReads() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (PagedApi api = new PagedApi();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RolloutClient rollouts = StoreParts.rollouts(api.client());
            api.object("/apis/sluice.dev/v1alpha1/namespaces/" + NAMESPACE + "/rollouts/large", large());
            try {
                for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
                    threads.submit(() -> ApiReader.inTurn(NAMESPACE, false, 120_000, () -> awaited(hold)));
                }
                await().atMost(Duration.ofSeconds(30)).until(UrgentReadsTest::lineIsFull);
                Future<Optional<StoredRollout>> urgent = threads.submit(() -> rollouts.getUrgently(NAMESPACE, "large"));
                assertThatThrownBy(() -> rollouts.get(NAMESPACE, "large"))
                        .isInstanceOf(DeadlineExceededException.class);

                hold.countDown();

                assertThat(urgent.get()).isPresent();
            } finally {
                hold.countDown();
            }
        }
    }

    private static boolean lineIsFull() {
        try {
            ApiReader.inTurn(NAMESPACE, false, 1, () -> "had a turn");
            return false;
        } catch (DeadlineExceededException e) {
            return e.getCause() instanceof ExecutionException;
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private static String large() {
        Map<String, Object> rollout = Serialization.unmarshal(StoreParts.ROLLOUT, Map.class);
        ((Map<String, Object>) rollout.get("metadata"))
                .put("annotations", Map.of("a", "x".repeat(2 * ApiReader.QUICK)));
        return Serialization.asJson(rollout);
    }
}
