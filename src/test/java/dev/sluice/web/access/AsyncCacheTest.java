package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AsyncCacheTest {
    private static final Duration LASTS = Duration.ofSeconds(10);
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AsyncCache<String, Integer> kept = new AsyncCache<>(2, LASTS, clock::get);

    @Test
    void answerIsGoodForAWhile() {
        assertThat(ask("a")).isEqualTo(1);
        clock.addAndGet(LASTS.toNanos() - 1);
        assertThat(ask("a")).isEqualTo(1);
        clock.incrementAndGet();
        assertThat(ask("a")).isEqualTo(2);
    }

    @Test
    void oldestMakesRoom() {
        ask("a");
        ask("b");
        ask("c");
        assertThat(kept.size()).isEqualTo(2);
        assertThat(ask("b")).isEqualTo(2);
        assertThat(ask("a")).isEqualTo(4);
    }

    @Test
    void failureIsNotKept() {
        assertThat(kept.get("a", () -> CompletableFuture.failedFuture(new IllegalStateException())))
                .isCompletedExceptionally();
        assertThat(ask("a")).isEqualTo(1);
    }

    @Test
    void whoAsksWhatIsBeingAskedGetsTheSameAnswer() {
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        assertThat(kept.get("a", () -> slow)).isSameAs(kept.get("a", CompletableFuture::new));
    }

    private int ask(String question) {
        return kept.get(question, () -> CompletableFuture.completedFuture(asked.incrementAndGet()))
                .join();
    }
}
