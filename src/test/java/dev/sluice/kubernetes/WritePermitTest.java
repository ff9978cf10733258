package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Rollout;
import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever may not act any more writes nothing, not even what it had begun to. */
final class WritePermitTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String DEPLOYMENT = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: myapp-v1, namespace: default}
            spec: {replicas: 2, selector: {matchLabels: {app: myapp}}, template: {metadata: {labels: {app: myapp}}}}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: myapp-v1, namespace: default}
            spec: {minReplicas: 1, maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: myapp-v1}}
            """;

    private final BareApi api = new BareApi(StoreParts.ROLLOUT + DEPLOYMENT);
    private final TroubledApi trouble = new TroubledApi(api.uri());
    private final KubernetesClient client = trouble.client();
    private final AtomicBoolean leased = new AtomicBoolean(true);
    private final AtomicInteger writes = new AtomicInteger();
    private final RolloutClient rollouts = StoreParts.rollouts(client).asLongAs(_ -> leased.get());
    private final WorkloadClient workloads = StoreParts.workloads(client).asLongAs(_ -> leased.get());

    @AfterEach
    void close() {
        client.close();
        trouble.close();
        api.close();
    }

    /** What is written for a rollout. */
    enum Deed {
        STATUS((test, known) -> test.record(known)),
        WISH((test, known) -> test.rollouts.desire(known, Desired.Paused)),
        FINALIZER((test, known) -> test.rollouts.release(known)),
        REMOVAL((test, known) -> test.rollouts.delete(known)),
        SCALE_DOWN((test, _) -> test.workloads.scaleToZero("default", "myapp-v1")),
        SCALE_UP((test, _) -> test.workloads.scaleUp("default", "myapp-v1", 5)),
        MINIMUM((test, _) -> test.workloads.autoscalers().raise("default", "myapp-v1", 5, "myapp-1"));

        private final BiConsumer<WritePermitTest, StoredRollout> act;

        Deed(BiConsumer<WritePermitTest, StoredRollout> act) {
            this.act = act;
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesNothing(Deed deed) {
        StoredRollout known = rollouts.get("default", "myapp-1").orElseThrow();
        count();
        leased.set(false);

        assertThatThrownBy(() -> deed.act.accept(this, known))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("writes no more");

        assertThat(writes).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"STATUS", "WISH", "FINALIZER"})
    void doesNotRepeatWhatWasRefused(Deed deed) {
        StoredRollout known = rollouts.get("default", "myapp-1").orElseThrow();
        trouble.make(request -> {
            if (!request.writes()) {
                return TroubledApi.NONE;
            }
            writes.incrementAndGet();
            leased.set(false);
            return new Trouble.Answer(409);
        });

        assertThatThrownBy(() -> deed.act.accept(this, known)).isInstanceOf(IllegalStateException.class);

        assertThat(writes).hasValue(1);
    }

    @Test
    void writesAsLongAsItMay() {
        StoredRollout known = rollouts.get("default", "myapp-1").orElseThrow();

        assertThat(rollouts.desire(known, Desired.Paused).desired()).isEqualTo(Desired.Paused);
    }

    private void record(StoredRollout known) {
        Rollout begun = Rollout.begin(known.plan(), NOW);
        rollouts.record(
                known,
                new RolloutStatusUpdate(begun, Optional.empty(), "", false, Evidence.NONE),
                Optional.empty(),
                NOW);
    }

    private void count() {
        trouble.make(request -> {
            if (request.writes()) {
                writes.incrementAndGet();
            }
            return TroubledApi.NONE;
        });
    }
}
