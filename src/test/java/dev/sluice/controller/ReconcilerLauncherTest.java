package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.StoreParts;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a worker is looked for again. */
final class ReconcilerLauncherTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ReconcilerLauncher launcher = new ReconcilerLauncher();
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

    private void round(String version, Instant at, RuntimeException problem) {
        StoredRollout rollout = StoreParts.rollout(StoreParts.ROLLOUT.replace(
                "namespace: default", "namespace: default, uid: u, resourceVersion: '" + version + "'"));
        launcher.each(List.of(rollout), at, one -> {
            tried.add(version);
            throw problem;
        });
    }
}
