package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Desired;
import dev.sluice.workload.DeploymentObserver;
import dev.sluice.workload.VersionScaler;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A blue that no Deployment makes is left when it has no pod any more, as any other is. */
final class BlueOfAnyKindTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String POLICY = Bench.HOLDING + "  blueAfter: ScaleToZero\n" + "  capacity: {rule: Scale}\n";

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

    /** The next version is prepared in the Deployment of the one that serves. */
    @Test
    void seesAtOnceThatBluesDeploymentMakesAnotherVersionsPods() {
        await().atMost(LONG).until(() -> pods().size() == 2);
        StoredRollout rollout = bench.begin();
        DeploymentObserver sizes = new DeploymentObserver(rollout, StoreParts.workloads(bench.client()));
        Instant now = Instant.EPOCH;
        await().atMost(LONG)
                .until(() -> sizes.sizes(false, now).blue().equals(Optional.of(new Capacity.Blue(2, 2, true))));

        bench.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("myapp-v1")
                .edit(blue -> new DeploymentBuilder(blue)
                        .editSpec()
                        .editTemplate()
                        .editMetadata()
                        .addToLabels("version", "v3")
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build());
        await().atMost(LONG).until(() -> pods().isEmpty());

        for (boolean brief : List.of(true, false)) {
            assertThat(sizes.sizes(brief, now).blue())
                    .as("and nothing is scaled for it")
                    .contains(new Capacity.Blue(0, 0, false));
        }
    }

    /** Nobody said that each of them is this version's alone, and no Rollout remembers how large each was. */
    @Test
    void keepsTheDeploymentsOfABlueThatSeveralMakeAndSaysSo() {
        var deployments = bench.client().apps().deployments().inNamespace("default");
        Deployment first = deployments.withName("myapp-v1").require();
        bench.client()
                .resource(new DeploymentBuilder(first)
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("myapp-v1-second")
                        .withLabels(first.getMetadata().getLabels())
                        .endMetadata()
                        .editSpec()
                        .withReplicas(1)
                        .editSelector()
                        .addToMatchLabels("part", "second")
                        .endSelector()
                        .editTemplate()
                        .editMetadata()
                        .addToLabels("part", "second")
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        await().atMost(LONG).until(() -> pods().size() == 3);

        StoredRollout rollout = bench.begin();
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> weight() == 10);
            StoreParts.rollouts(bench.client()).desire(rollout, Desired.Promoted);
            await().atMost(LONG).until(() -> bench.over(rollout));
        }

        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(bench.told(VersionScaler.BLUE_KEPT))
                .containsExactly(
                        "BlueKept blue's pods are not those of one Deployment alone, so they are not scaled to 0; scale what makes them by hand");
        assertThat(List.of("myapp-v1", "myapp-v1-second"))
                .extracting(
                        name -> deployments.withName(name).require().getSpec().getReplicas())
                .containsExactly(2, 1);
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
