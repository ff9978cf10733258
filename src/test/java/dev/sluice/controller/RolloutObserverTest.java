package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.PolicySpec;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.WorkloadStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who writes all the time makes nobody look all the time. */
final class RolloutObserverTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Longer than a look keeps the next one waiting. */
    private static final Duration MOMENT = Duration.ofMillis(51);

    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              steps: [{weight: 10, hold: 1m}]
              progressDeadline: 10m
            """;

    private final Bench bench = new Bench(POLICY);
    private final TroubledApi api = new TroubledApi(bench.cluster().apiServer());
    private final KubernetesClient client = api.client();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ReconcilerContext context =
            bench.parts(client, Bench.alone(client), () -> now, new Bench.Hurried(Duration.ofHours(1)));

    @AfterEach
    void close() throws Exception {
        client.close();
        api.close();
        bench.close();
    }

    @Test
    void whatChangesAllTheTimeIsLookedAtAsOftenAsItsNamespaceMayBeAndWhatWasWrittenAtOnce() {
        StoredRollout rollout = bench.begin();
        TrafficTarget target = rollout.target();
        PolicySpec plan = rollout.spec().plan();
        EvidenceSources sources = context.evidence().start(target, plan.health());
        RolloutObserver observer =
                new RolloutObserver(rollout, new DesiredTraffic.Clean(Outcome.Aborted), sources, context, () -> false);
        RolloutObserver another =
                new RolloutObserver(rollout, new DesiredTraffic.Clean(Outcome.Aborted), sources, context, () -> false);
        Thread.ofVirtual().start(observer);
        await().atMost(PATIENCE)
                .until(() -> !observer.view().green().equals(new WorkloadStatus.Unknown("not looked yet")));
        api.make(request -> {
            looks.addAndGet(request.is("GET", "/virtualservices/myapp") ? 1 : 0);
            return TroubledApi.NONE;
        });

        for (int looks = 1; looks <= 10; looks++) {
            now = now.plus(MOMENT);
            assertThat(observer.wakeUp()).as("look %d", looks).isTrue();
            looked(looks);
        }
        now = now.plus(MOMENT);
        assertThat(observer.wakeUp()).as("510 ms later one more").isTrue();
        looked(11);
        now = now.plus(MOMENT);
        assertThat(observer.wakeUp()).isFalse();
        assertThat(another.wakeUp()).as("another release of the namespace").isFalse();
        observer.setDesired(new DesiredTraffic.Clean(Outcome.Aborted));
        looked(12);
        observer.stop();
        sources.close();
    }

    private void looked(int times) {
        await().atMost(PATIENCE).until(() -> looks.get() == times);
    }
}
