package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A blue that no Deployment makes is left when it has no pod any more, as any other is. */
final class BlueOfAnyKindTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 1h}]
              blueAfter: ScaleToZero
              capacity: {rule: Scale}
              health: {minSample: 1, probe: {rate: 50}}
            """;

    private final Bench bench = new Bench(POLICY);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"StatefulSet", "ReplicaSet", ""})
    void leavesABlueWithoutPods(String owner) {
        await().atMost(LONG).until(() -> pods().size() == 2);
        List<Pod> pods = pods();
        bench.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("myapp-v1")
                .delete();
        await().atMost(LONG).until(() -> pods().isEmpty());
        pods.forEach(pod -> bench.client().resource(another(pod, owner)).create());

        StoredRollout rollout = bench.begin();

        assertThat(rollout.spec().first()).isFalse();
        assertThat(rollout.capacity().whole()).isEqualTo(2);
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> weight() == 10);
            pods().forEach(pod -> bench.client().resource(pod).delete());
            await().atMost(LONG).until(() -> weight() == 100);
            await().atMost(LONG).until(() -> bench.state(rollout).equals("FailedOver"));
            pods.forEach(pod -> bench.client().resource(another(pod, owner)).create());
            await().atMost(LONG).until(() -> weight() == 10);
        }
    }

    private int weight() {
        return Bench.weight(bench.virtualService().require(), "v2");
    }

    private List<Pod> pods() {
        return bench.client()
                .pods()
                .inNamespace("default")
                .withLabel("version", "v1")
                .list()
                .getItems();
    }

    private static Pod another(Pod pod, String owner) {
        PodBuilder builder = new PodBuilder(pod)
                .editMetadata()
                .withName("another-" + pod.getMetadata().getName())
                .withUid(null)
                .withResourceVersion(null)
                .withOwnerReferences(List.of())
                .endMetadata();
        return owner.isEmpty()
                ? builder.build()
                : builder.editMetadata()
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion("apps/v1")
                                .withKind(owner)
                                .withName("another")
                                .withUid("1")
                                .build())
                        .endMetadata()
                        .build();
    }
}
