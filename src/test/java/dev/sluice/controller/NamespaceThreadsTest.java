package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.NamespaceThreads.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a namespace has large or slow is waited for by nobody else. */
final class NamespaceThreadsTest {
    private static final int EACH = 3;
    private static final int MANY = 10;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final NamespaceThreads threads = new NamespaceThreads(EACH, executor);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        answer.countDown();
        executor.close();
    }

    @Test
    void oneWhoseWorkNeverEndsKeepsNoOtherWaiting() {
        threads.replace(Stream.concat(slow(), Stream.of(job("shop", "a"), job("shop", "b")))
                .toList());

        eventually(() -> assertThat(done).containsExactlyInAnyOrder("a", "b"));
        eventually(() -> assertThat(waiting).hasValue(EACH));
    }

    @Test
    void doesAllOfItThoughToldOnce() {
        threads.replace(slow().toList());
        eventually(() -> assertThat(waiting).hasValue(EACH));

        answer.countDown();

        eventually(() -> assertThat(done).hasSize(MANY));
    }

    @Test
    void beginsNothingTwiceAndNoMoreThanItsThreads() {
        threads.replace(slow().toList());
        eventually(() -> assertThat(waiting).hasValue(EACH));

        threads.replace(Stream.concat(slow(), Stream.of(job("shop", "a"))).toList());

        eventually(() -> assertThat(done).containsExactly("a"));
        assertThat(waiting).hasValue(EACH);
        answer.countDown();
        eventually(() -> assertThat(done).hasSize(MANY + 1));
        assertThat(done).doesNotHaveDuplicates();
    }

    @Test
    void forgetsWhatIsNotToBeDoneAnyMore() {
        List<Runnable> later = new ArrayList<>();
        NamespaceThreads inTurn = new NamespaceThreads(1, later::add);
        inTurn.replace(List.of(job("shop", "a"), job("shop", "b")));
        inTurn.replace(List.of(job("shop", "b")));

        later.forEach(Runnable::run);

        assertThat(later).hasSize(1);
        assertThat(done).containsExactly("b");
        inTurn.replace(List.of(job("shop", "c")));
        assertThat(later).as("the thread has ended").hasSize(2);
    }

    @Test
    void goesOnAfterOneThatFails() {
        NamespaceThreads atOnce = new NamespaceThreads(1, Runnable::run);

        atOnce.replace(List.of(
                new Job("shop", "a", () -> {
                    throw new IllegalStateException("no");
                }),
                job("shop", "b")));

        assertThat(done).containsExactly("b");
    }

    private Stream<Job> slow() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> new Job("evil", "evil-" + i, () -> {
                    waiting.incrementAndGet();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    done.add("evil-" + i);
                }));
    }

    private Job job(String namespace, String key) {
        return new Job(namespace, key, () -> done.add(key));
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable what) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(what);
    }
}
