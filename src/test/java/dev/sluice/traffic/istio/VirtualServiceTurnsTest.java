package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VirtualServiceTurnsTest {
    private final VirtualServiceTurns turns = new VirtualServiceTurns();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void whoeverGoesBackWaitsForNobodyThatGoesForward() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> hangs = threads.submit(() -> turns.take("ns", "domain", false, () -> hang(end)));

            Future<Boolean> back = threads.submit(() -> turns.take("ns", "domain", true, () -> done.add("back")));

            assertThat(back.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(hangs.isDone()).isFalse();
            end.countDown();
        }
    }

    @Test
    void oneThatHangsKeepsNobodyForEver() throws Exception {
        CountDownLatch end = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (boolean back : List.of(true, false)) {
                CompletableFuture<Boolean> hangs = new CompletableFuture<>();
                threads.submit(() -> turns.take("ns", "domain", back, () -> hangs.complete(true) && hang(end)));
                await().until(hangs::isDone);
            }

            Future<Boolean> forward =
                    threads.submit(() -> turns.take("ns", "domain", false, () -> done.add("forward")));
            Future<Boolean> back = threads.submit(() -> turns.take("ns", "domain", true, () -> done.add("back")));

            assertThat(forward.get(1, TimeUnit.MINUTES) && back.get(1, TimeUnit.MINUTES))
                    .isTrue();
            end.countDown();
            end.countDown();
        }
    }

    /** Whoever gives a VirtualService its name would choose with whose it shares one. */
    @Test
    void nobodyWaitsForOneThatIsCalledSimilarly() throws Exception {
        String like = "ns/domain";
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (boolean back : List.of(true, false)) {
                for (int lines : List.of(64, 1_024)) {
                    String name = IntStream.iterate(0, i -> i + 1)
                            .mapToObj(i -> "v" + i)
                            .filter(one -> Math.floorMod(("evil/" + one).hashCode(), lines)
                                    == Math.floorMod(like.hashCode(), lines))
                            .findFirst()
                            .orElseThrow();
                    CompletableFuture<Boolean> hangs = new CompletableFuture<>();
                    threads.submit(() -> turns.take("evil", name, back, () -> hangs.complete(true) && hang(end)));
                    await().until(hangs::isDone);
                }
            }
            int others = turns.inUse();

            turns.take("ns", "domain", true, () -> done.add("at once " + turns.inUse()));
            end.countDown();
            assertThat(done).containsExactly("at once " + (others + 1));
        }
        assertThat(turns.inUse()).as("of nobody who has written").isZero();
    }

    private static boolean hang(CountDownLatch end) {
        try {
            return end.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
