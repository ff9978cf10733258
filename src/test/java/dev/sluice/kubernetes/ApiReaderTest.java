package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.ApiReader.Batch;
import dev.sluice.kubernetes.ApiReader.Most;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How objects are read that anybody may have made, however large, and however many. */
class ApiReaderTest {
    private static final String PODS = "/api/v1/namespaces/evil/pods";
    private static final String LARGE = "x".repeat(900_000);
    private static final Function<Pod, Optional<String>> NAME =
            pod -> Optional.of(pod.getMetadata().getName());

    private final PagedApi api = new PagedApi();
    private final ApiReader reads = new ApiReader(api.client());

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void readsWhatIsUsualInPages() {
        api.list(PODS, "PodList", 45, i -> pod(i, ""));

        Batch<String> batch = reads.some(ApiKind.PODS, "evil", Map.of("app", "web", "tier", "a"), Most.USUAL, NAME);

        assertThat(batch.items()).hasSize(45).startsWith("p0").endsWith("p44");
        assertThat(batch.all()).isTrue();
        String selected = PODS + "?limit=20&labelSelector=app%3Dweb%2Ctier%3Da";
        assertThat(api.asked()).containsExactly(selected, selected + "&continue=20", selected + "&continue=40");
    }

    @Test
    void readsLargeOnesOneByOneAndNotAllOfThem() {
        api.list(PODS, "PodList", 200, i -> pod(i, LARGE));

        Batch<String> batch = reads.some(ApiKind.PODS, "evil", Map.of(), Most.USUAL, NAME);

        assertThat(batch.all()).isFalse();
        assertThat(batch.items()).hasSize((int) (Most.USUAL.bytes() / LARGE.length()) + 1);
        assertThat(api.asked())
                .startsWith(PODS + "?limit=20", PODS + "?limit=20", PODS + "?limit=4", PODS + "?limit=1");
    }

    @Test
    void saysThatThereIsTooMuchToWhoNeedsAll() {
        api.list(PODS, "PodList", 45, i -> pod(i, ""));

        assertThatThrownBy(() -> reads.all(ApiKind.PODS, "evil", Map.of(), Most.of(30), NAME))
                .isInstanceOf(ResponseTooLargeException.class)
                .hasMessage(
                        "namespace evil has more pods than are read (30, or 32 MiB of them); delete some, or make them smaller");
    }

    @Test
    void leavesOutWhatNobodyCanMakeSenseOf() {
        api.list(PODS, "PodList", 3, i -> i == 1 ? "{\"metadata\": 1" + "}" : pod(i, ""));

        assertThat(reads.all(ApiKind.PODS, "evil", Map.of(), Most.USUAL, NAME)).containsExactly("p0", "p2");
    }

    @Test
    void readsAnObjectAsLargeAsThereAreAndNoneBeyond() {
        api.object(PODS + "/p1", pod(1, LARGE + LARGE + LARGE));
        api.object(PODS + "/p2", pod(2, "x".repeat(ApiReader.LARGE)));

        assertThat(reads.get(ApiKind.PODS, "evil", "p1", NAME)).contains(Optional.of("p1"));
        assertThatThrownBy(() -> reads.get(ApiKind.PODS, "evil", "p2", NAME))
                .isInstanceOf(ResponseTooLargeException.class);
    }

    @Test
    void tellsWhatIsNotThereFromWhatIsRefused() {
        api.refusal(
                PODS + "/p1",
                403,
                "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 403, \"message\": \"pods is forbidden\"}");

        assertThat(reads.get(ApiKind.PODS, "evil", "p2", NAME)).isEmpty();
        assertThatThrownBy(() -> reads.get(ApiKind.PODS, "evil", "p1", NAME))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(403);
                    assertThat(e).hasMessageContaining("pods is forbidden");
                });
    }

    @Test
    void asksForNothingByANameThatLeadsElsewhere() {
        assertThat(reads.get(ApiKind.PODS, "evil", "../../../victim/pods/p1", NAME))
                .isEmpty();
        assertThat(reads.get(ApiKind.PODS, "evil", "p1?x=", NAME)).isEmpty();
        assertThat(api.asked()).isEmpty();
    }

    /** What is read at a time is what has to be in memory at a time. */
    @Test
    void readsLargeOnesOfANamespaceOneAfterTheOtherAndLetsOthersPass() throws Exception {
        api.object(PODS + "/p1", pod(1, LARGE));
        api.object("/api/v1/namespaces/shop/pods/p1", pod(1, LARGE));
        AtomicInteger reading = new AtomicInteger();
        CountDownLatch hold = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Pod>>> all = IntStream.range(0, 10)
                    .mapToObj(_ -> threads.submit(() -> reads.get(ApiKind.PODS, "evil", "p1", pod -> {
                        reading.incrementAndGet();
                        try {
                            hold.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return pod;
                    })))
                    .toList();
            await().until(() -> reading.get() == 1);

            assertThat(reads.get(ApiKind.PODS, "shop", "p1", NAME)).isPresent();

            assertThat(reading).hasValue(1);
            hold.countDown();
            for (Future<Optional<Pod>> one : all) {
                assertThat(one.get()).isPresent();
            }
        }
    }

    @Test
    void readsSmallOnesInLargePagesAgain() {
        api.list(PODS, "PodList", 100, i -> pod(i, i < 2 ? LARGE : ""));

        assertThat(reads.all(ApiKind.PODS, "evil", Map.of(), Most.USUAL, NAME)).hasSize(100);

        assertThat(api.asked()).hasSizeLessThan(20).endsWith(PODS + "?limit=20&continue=87");
    }

    @Test
    void endsAListThatTakesTooLong() {
        api.list(PODS, "PodList", 100, i -> pod(i, ""));
        AtomicLong nanos = new AtomicLong();
        ApiReader slow = new ApiReader(api.client(), "", () -> nanos.addAndGet(ApiReader.LONGEST.toNanos() / 2));

        assertThatThrownBy(() -> slow.some(ApiKind.PODS, "evil", Map.of(), Most.USUAL, NAME))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("to read the pods of namespace evil takes more than 20 s");
        assertThat(api.asked()).hasSize(2);
    }

    @Test
    void readsMoreThanAFewKilobytesInATurn() {
        api.list(PODS, "PodList", 20, i -> pod(i, "x".repeat(ApiReader.QUICK / 10)));
        List<String> turns = new ArrayList<>();

        reads.all(ApiKind.PODS, "evil", Map.of(), Most.USUAL, _ -> {
            turns.add(turn());
            return Optional.of("");
        });

        assertThat(turns).hasSize(20).containsOnly("none left");
        assertThat(api.asked()).containsExactly(PODS + "?limit=20", PODS + "?limit=20");
    }

    @Test
    void readsUrgentlyInATurnOfItsNamespaceToo() {
        api.object(PODS + "/p1", pod(1, LARGE));

        assertThat(reads.urgent().get(ApiKind.PODS, "evil", "p1", _ -> turn())).contains("none left");
    }

    private static String turn() {
        try {
            return ApiReader.inTurn("evil", false, 1, () -> "free");
        } catch (DeadlineExceededException e) {
            return "none left";
        }
    }

    @Test
    void readsAllNamespacesInTheTurnsOfWhoAsks() {
        api.list("/api/v1/pods", "PodList", 1, i -> pod(i, LARGE));
        ApiReader others = new ApiReader(api.client(), "shop");

        List<String> names =
                ApiReader.inTurn("", false, 20_000, () -> others.all(ApiKind.PODS, "", Map.of(), Most.USUAL, NAME));

        assertThat(names).containsExactly("p0");
    }

    /** Each release on a delegate reads the VirtualServices of the whole cluster, again and again. */
    @Test
    void readsAllNamespacesInTurnsFromTheFirstKilobytesOn() {
        api.list("/api/v1/pods", "PodList", 200, i -> pod(i, "x".repeat(ApiReader.QUICK / 40)));
        ApiReader others = new ApiReader(api.client(), "evil");
        List<String> turns = new ArrayList<>();

        others.all(ApiKind.PODS, "", Map.of(), Most.USUAL, _ -> {
            turns.add(turn());
            return Optional.of("");
        });

        assertThat(turns).hasSize(200);
        assertThat(turns.stream().filter("free"::equals)).hasSizeBetween(20, 60);
        assertThat(turns.subList(60, 200)).containsOnly("none left");
    }

    @Test
    void keepsNoTurnForWhoHasGivenUp() throws Exception {
        api.object("/api/v1/namespaces/late/pods/p1", pod(1, LARGE));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Pod>> first = threads.submit(() -> reads.get(ApiKind.PODS, "late", "p1", pod -> {
                held.countDown();
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return pod;
            }));
            held.await();
            Thread late = Thread.ofVirtual().unstarted(() -> {
                Thread.currentThread().interrupt();
                ApiReader.inTurn("late", false, 1_000, () -> "never");
            });
            late.setUncaughtExceptionHandler((_, _) -> {});
            late.start();
            late.join();
            assertThatThrownBy(() -> ApiReader.inTurn("late", false, 1, () -> "never"))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("too much that is large is read for namespace late at the same time");
            hold.countDown();
            assertThat(first.get()).isPresent();
        }

        assertThat(ApiReader.inTurn("late", false, 20_000, () -> "given")).isEqualTo("given");
    }

    private static String pod(int i, String text) {
        return "{\"metadata\": {\"namespace\": \"evil\", \"name\": \"p" + i + "\", \"annotations\": {\"a\": \"" + text
                + "\"}}}";
    }
}
