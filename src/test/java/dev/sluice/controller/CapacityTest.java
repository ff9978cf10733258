package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.local.Fault;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Sluice scales and holds, and that it puts back what it held wherever it dies. */
final class CapacityTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Bench bench = new Bench("""
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}, {weight: 50, hold: 20ms}]
              bake: {hold: 20ms}
              progressDeadline: 1m
              capacity: {rule: Scale, holdBlue: true}
              health: {minSample: 1, probe: {rate: 50}}
            """);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void scalesGreenUpBeforeAStepAndHoldsBlue() {
        scale("myapp-v2", 1);
        autoscaler("myapp-v1");
        StoredRollout rollout = bench.begin();
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> minimum() == 2);
            await().atMost(LONG).until(() -> bench.over(rollout));
        }

        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(deployment("myapp-v2").require().getSpec().getReplicas()).isEqualTo(2);
        assertPutBack();
        assertThat(bench.told(Scaling.SCALED))
                .containsExactlyInAnyOrder(
                        "Scaled minReplicas of HorizontalPodAutoscaler myapp-v1 to 2: blue keeps its size until the rollout is over",
                        "Scaled deployment/myapp-v2 to 2: the next step needs them");
    }

    @Test
    void putsTheMinimumBackWhereverItDies() {
        autoscaler("myapp-v1");
        autoscaler("myapp-v2");
        int writes = 0;
        for (boolean died = true; died; ) {
            writes++;
            StoredRollout rollout = bench.begin();
            died = first(rollout, writes);
            finish(rollout);

            assertThat(bench.state(rollout)).as("died after write %s", writes).isEqualTo("Promoted");
            assertPutBack();
        }
        assertThat(writes).as("writes of a whole release").isGreaterThan(10);
    }

    @Test
    void putsTheMinimumBackWhenTheRolloutIsDeleted() {
        autoscaler("myapp-v1");
        StoredRollout rollout = bench.begin();
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> minimum() == 2);
            bench.client()
                    .genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                    .inNamespace("default")
                    .withName(rollout.name())
                    .delete();
            await().atMost(LONG).until(() -> bench.over(rollout));
        }
        assertPutBack();
    }

    @Test
    void leavesAMinimumThatSomeoneElseHasSet() {
        autoscaler("myapp-v1");
        StoredRollout rollout = bench.begin();
        bench.cluster().app("v2").set(new Fault(Fault.Kind.ERRORS, 1));
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> minimum() == 2);
            bench.client()
                    .autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .inNamespace("default")
                    .withName("myapp-v1")
                    .edit(one -> new HorizontalPodAutoscalerBuilder(one)
                            .editSpec()
                            .withMinReplicas(3)
                            .endSpec()
                            .build());
            await().atMost(LONG).until(() -> bench.over(rollout));
        }
        assertThat(minimum()).isEqualTo(3);
        assertThat(autoscalers().getFirst().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void goesOnWithoutTheRightToScaleAndSaysSo() {
        autoscaler("myapp-v1");
        StoredRollout rollout = bench.begin();
        try (Bench.Hand hand = bench.hire(rollout)) {
            hand.api()
                    .make(request -> request.is("PATCH", "horizontalpodautoscalers")
                            ? new Trouble.Answer(403)
                            : TroubledApi.NONE);
            hand.start();
            await().atMost(LONG).until(() -> bench.over(rollout));
        }
        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(minimum()).isEqualTo(1);
        assertThat(bench.told(Scaling.NOT_SCALED))
                .singleElement()
                .asString()
                .contains("minReplicas of HorizontalPodAutoscaler myapp-v1", "Sluice may not", "rbac.yaml");
    }

    private boolean first(StoredRollout rollout, int dieAfter) {
        AtomicInteger writes = new AtomicInteger();
        try (Bench.Hand hand = bench.hire(rollout)) {
            hand.api().make(request -> {
                int done = request.writes() ? writes.incrementAndGet() : writes.get();
                return done > dieAfter ? new Trouble.Cut() : TroubledApi.NONE;
            });
            hand.start();
            await().atMost(LONG).until(() -> writes.get() > dieAfter || !hand.running());
        }
        return writes.get() > dieAfter;
    }

    private void finish(StoredRollout rollout) {
        if (!bench.over(rollout)) {
            try (Bench.Hand _ = bench.hire(rollout).start()) {
                await().atMost(LONG).until(() -> bench.over(rollout));
            }
        }
    }

    private void scale(String name, int pods) {
        deployment(name).scale(pods);
    }

    private Resource<Deployment> deployment(String name) {
        return bench.client().apps().deployments().inNamespace("default").withName(name);
    }

    private void autoscaler(String deployment) {
        bench.client()
                .resource(new HorizontalPodAutoscalerBuilder()
                        .withNewMetadata()
                        .withName(deployment)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withNewScaleTargetRef("apps/v1", "Deployment", deployment)
                        .withMinReplicas(1)
                        .withMaxReplicas(6)
                        .endSpec()
                        .build())
                .create();
    }

    private List<HorizontalPodAutoscaler> autoscalers() {
        return bench.client()
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace("default")
                .list()
                .getItems();
    }

    private int minimum() {
        return autoscalers().getFirst().getSpec().getMinReplicas();
    }

    private void assertPutBack() {
        assertThat(autoscalers()).isNotEmpty().allSatisfy(one -> {
            assertThat(one.getSpec().getMinReplicas()).isEqualTo(1);
            assertThat(one.getMetadata().getAnnotations()).isNullOrEmpty();
        });
    }
}
