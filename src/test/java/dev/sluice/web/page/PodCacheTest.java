package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.PodInfo;
import dev.sluice.kubernetes.StoredRollout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PodCacheTest {
    private final Later later = new Later();
    private final AtomicLong clock = new AtomicLong(Duration.ofDays(1).toNanos());
    private List<PodInfo> pods = List.of(pod("first"));
    private final PodCache podCache = new PodCache((namespace, deployment) -> pods, later, clock::get);
    private final StoredRollout rollout = rollout("cart");

    @Test
    void pageWaitsForNoPodAndIsToldWhenTheyAreThere() {
        assertThat(podCache.of(rollout)).isEqualTo(VersionPodList.READING);
        long before = podCache.version();
        later.run();

        assertThat(podCache.version()).isGreaterThan(before);
        assertThat(names(podCache.of(rollout))).containsExactly("first");
    }

    @Test
    void lastAnswerIsShownWhileTheNextIsAskedFor() {
        known();
        pods = List.of(pod("second"));
        after(Duration.ofSeconds(3));

        assertThat(names(podCache.of(rollout))).containsExactly("first");
        later.run();
        assertThat(names(podCache.of(rollout))).containsExactly("second");
    }

    @Test
    void oneQuestionIsAskedHoweverManyLook() {
        podCache.of(rollout);
        podCache.of(rollout);
        assertThat(later.tasks).hasSize(1);
        later.run();
        podCache.of(rollout);

        assertThat(later.tasks).isEmpty();
    }

    @Test
    void fewQuestionsAreAskedAtATime() {
        for (int i = 0; i < 20; i++) {
            podCache.of(rollout("app" + i));
        }

        assertThat(later.tasks).hasSize(4);
        later.run();
        podCache.of(rollout("app19"));
        assertThat(later.tasks).hasSize(1);
    }

    @Test
    void answerOfLongAgoIsNotShown() {
        known();
        after(Duration.ofHours(1));

        assertThat(podCache.of(rollout)).isEqualTo(VersionPodList.READING);
    }

    private void known() {
        podCache.of(rollout);
        later.run();
    }

    private void after(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static List<String> names(VersionPodList versionPods) {
        return versionPods.sides().getFirst().pods().stream().map(PodInfo::name).toList();
    }

    private static PodInfo pod(String name) {
        return new PodInfo(name, "set", true, 0, "Running");
    }

    private static StoredRollout rollout(String app) {
        return Made.stored(Made.holding("shop", app, 1).replace("{subset: v2}", "{subset: v2, deployment: v2}"));
    }

    /** Runs nothing until it is told to. */
    private static final class Later extends AbstractExecutorService {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        void run() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return true;
        }
    }
}
