package dev.sluice.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.demo.BareApi;
import dev.sluice.demo.TroubledApi;
import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.StoredRollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of who follows when the cluster falls silent. */
final class RolloutWatcherTest {
    private static final Duration SILENCE = Duration.ofMillis(50);

    private final BareApi api;
    private final TroubledApi troubled;
    private final Cluster cluster;
    private final List<StoredRollout> known;
    private final List<String> told = new ArrayList<>();
    private final RolloutWatcher follow;

    RolloutWatcherTest() throws IOException {
        api = new BareApi(Files.readString(Path.of("src/test/resources/golden/rollouts.yaml")));
        troubled = new TroubledApi(api.uri());
        cluster = Opened.at(troubled.uri());
        known = cluster.find().rollouts();
        follow = RolloutWatcher.of(cluster, known, told::add, SILENCE);
    }

    @AfterEach
    void close() {
        follow.close();
        cluster.close();
        troubled.close();
        api.close();
    }

    @Test
    void anApiServerThatIsAwayIsToldOnceAndThatItIsBackOnce() {
        troubled.make(request -> new TroubledApi.Trouble.Answer(503));
        until(() -> told.size() == 1);
        turns(3);
        assertThat(told).singleElement().asString().endsWith(". Waiting for it");

        troubled.calm();
        until(() -> told.size() == 2);
        turns(3);
        assertThat(told).last().isEqualTo("the API server answers again");
        assertThat(told).hasSize(2);
    }

    @Test
    void aRolloutThatIsDeletedIsGone() {
        StoredRollout first = known.getFirst();

        api.client()
                .genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(first.namespace())
                .withName(first.name())
                .delete();

        until(() -> follow.gone(first));
        assertThat(follow.gone(known.getLast())).isFalse();
    }

    @Test
    @Timeout(30)
    void aWatchThatIsNeverAnsweredIsNotWaitedFor() {
        troubled.make(
                request -> request.path().contains("watch=true") ? new TroubledApi.Trouble.Hang() : TroubledApi.NONE);
        StoredRollout first = known.getFirst();
        try (RolloutWatcher deaf = RolloutWatcher.of(cluster, known, told::add, SILENCE)) {
            api.client()
                    .genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace(first.namespace())
                    .withName(first.name())
                    .delete();

            await().until(() -> {
                var _ = deaf.next();
                return deaf.gone(first);
            });
        }
    }

    private void turns(int number) {
        for (int i = 0; i < number; i++) {
            assertThat(follow.next()).isEmpty();
        }
    }

    private void until(BooleanSupplier reached) {
        await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).until(() -> {
            var _ = follow.next();
            return reached.getAsBoolean();
        });
    }
}
