package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.rollout.Autoscaler;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.WorkloadStatus;
import dev.sluice.workload.Autoscalers;
import dev.sluice.workload.VersionScaler;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Sluice scales and holds, and that it puts back what it held wherever it dies. */
final class CapacityTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String POLICY = """
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
            """;

    private final Bench bench = new Bench(POLICY);

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
        assertThat(replicas("myapp-v2")).isEqualTo(2);
        assertPutBack();
        assertThat(bench.told(VersionScaler.SCALED))
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
        bench.cluster().app("v2").set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
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
        assertThat(bench.told(VersionScaler.NOT_SCALED))
                .singleElement()
                .asString()
                .contains("minReplicas of HorizontalPodAutoscaler myapp-v1", "Sluice may not", "rbac.yaml");
    }

    /** As KEDA does with an autoscaler that its ScaledObject manages. */
    @Test
    void saysWhereAMinimumIsKeptThatIsSetBackEachTime() throws Exception {
        try (Bench slow = new Bench(POLICY.replace("preflight: {hold: 20ms}", "preflight: {hold: 1h}"))) {
            slow.client()
                    .resource(new HorizontalPodAutoscalerBuilder(scaler("myapp-v1"))
                            .editMetadata()
                            .addNewOwnerReference()
                            .withApiVersion("keda.sh/v1alpha1")
                            .withKind("ScaledObject")
                            .withName("myapp")
                            .withUid("u")
                            .endOwnerReference()
                            .endMetadata()
                            .build())
                    .create();
            StoredRollout rollout = slow.begin();
            try (Bench.Hand _ = slow.hire(rollout).start()) {
                await().atMost(Duration.ofMinutes(1))
                        .ignoreException(KubernetesClientException.class)
                        .until(() -> {
                            slow.client()
                                    .autoscaling()
                                    .v2()
                                    .horizontalPodAutoscalers()
                                    .inNamespace("default")
                                    .withName("myapp-v1")
                                    .edit(one -> new HorizontalPodAutoscalerBuilder(one)
                                            .editSpec()
                                            .withMinReplicas(1)
                                            .endSpec()
                                            .build());
                            return !slow.told(VersionScaler.NOT_SCALED).isEmpty();
                        });
            }
            assertThat(slow.told(VersionScaler.NOT_SCALED).getFirst())
                    .contains("is set back each time", "in ScaledObject myapp", "capacity.holdBlue");
        }
    }

    /** A rule of the cluster that refuses the object for good keeps no Rollout from ending. */
    @Test
    void endsAlthoughAnAutoscalerIsRefusedForGood() {
        autoscaler("myapp-v1");
        StoredRollout rollout = bench.begin();
        try (Bench.Hand hand = bench.hire(rollout)) {
            hand.start();
            await().atMost(LONG).until(() -> minimum() == 2);
            hand.api()
                    .make(request -> request.is("PATCH", "horizontalpodautoscalers")
                            ? new Trouble.Answer(422)
                            : TroubledApi.NONE);
            await().atMost(LONG).until(() -> bench.over(rollout));
        }
        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(bench.told(VersionScaler.NOT_SCALED))
                .anySatisfy(told -> assertThat(told).contains("may still have it", "put minReplicas back"));
    }

    /** So that a later server-side apply with another minimum meets no conflict. */
    @Test
    void ownsNothingOfAnAutoscalerThatItHasPutBack() {
        bench.client()
                .resource(new HorizontalPodAutoscalerBuilder(scaler("myapp-v1"))
                        .editMetadata()
                        .withManagedFields(written("git"), written("sluice"))
                        .endMetadata()
                        .build())
                .create();
        Autoscalers autoscalers = StoreParts.workloads(bench.client()).autoscalers();
        autoscalers.raise("default", "myapp-v1", 4, "mine");
        assertThat(managers()).containsExactly("git", "sluice");

        try (TroubledApi api = new TroubledApi(bench.cluster().apiServer())) {
            AtomicInteger patches = new AtomicInteger();
            api.make(request -> request.is("PATCH", "horizontalpodautoscalers") && patches.incrementAndGet() == 2
                    ? new Trouble.Answer(409)
                    : TroubledApi.NONE);
            assertThat(StoreParts.workloads(api.client()).autoscalers().restore("default", "mine"))
                    .containsExactly("myapp-v1");
        }

        assertPutBack();
        assertThat(managers()).containsExactly("git");
    }

    @Test
    void putsBackTheOthersWhereOneAutoscalerIsRefused() {
        autoscaler("myapp-v1");
        autoscaler("myapp-v2");
        Autoscalers autoscalers = StoreParts.workloads(bench.client()).autoscalers();
        autoscalers.raise("default", "myapp-v1", 4, "mine");
        autoscalers.raise("default", "myapp-v2", 4, "mine");
        try (TroubledApi api = new TroubledApi(bench.cluster().apiServer())) {
            api.make(request -> request.is("PATCH", "horizontalpodautoscalers/myapp-v1")
                    ? new Trouble.Answer(422)
                    : TroubledApi.NONE);

            assertThatThrownBy(() ->
                            StoreParts.workloads(api.client()).autoscalers().restore("default", "mine"))
                    .hasMessageContaining("HorizontalPodAutoscaler myapp-v1:");
        }
        assertThat(autoscalers())
                .extracting(one -> one.getSpec().getMinReplicas())
                .containsExactlyInAnyOrder(4, 1);
    }

    @Test
    void putsBackWhatARolloutHeldThatWasRemovedByForce() {
        autoscaler("myapp-v1");
        Autoscalers autoscalers = StoreParts.workloads(bench.client()).autoscalers();
        autoscalers.raise("default", "myapp-v1", 4, "removed");
        assertThat(minimum()).isEqualTo(4);

        assertThat(autoscalers.sweep("default", Set.of("removed"))).isEmpty();
        bench.begin();

        assertPutBack();
    }

    /** Anybody may write the annotation, and whoever begins a release waits for the sweep. */
    @Test
    void sweepsSomeOfManyAndTheRestLater() {
        Autoscalers autoscalers = StoreParts.workloads(bench.client()).autoscalers();
        for (int i = 0; i < 25; i++) {
            autoscaler("a" + i);
            autoscalers.raise("default", "a" + i, 4, "removed");
        }

        assertThat(autoscalers.sweep("default", Set.of())).hasSize(20);
        assertThat(autoscalers.sweep("default", Set.of())).hasSize(5);
        assertThat(autoscalers.sweep("default", Set.of())).isEmpty();
    }

    @Test
    void scalesBlueBackUpWhenTheTrafficGoesBack() throws Exception {
        try (Bench slow = new Bench(POLICY.replace("bake: {hold: 20ms}", "bake: {hold: 1h}"))) {
            StoredRollout rollout = slow.begin();
            try (Bench.Hand _ = slow.hire(rollout).start()) {
                await().atMost(LONG)
                        .until(() -> Bench.weight(slow.virtualService().require(), "v2") == 100);
                blue(slow).scale(1);
                await().atMost(LONG)
                        .until(() -> !slow.told(VersionScaler.BLUE_SHRUNK).isEmpty());
                slow.cluster().app("v2").set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
                await().atMost(LONG).until(() -> slow.over(rollout));
            }
            assertThat(slow.state(rollout)).isEqualTo("Reverted");
            await().atMost(LONG).until(() -> blue(slow).require().getSpec().getReplicas() == 2);
        }
    }

    private static RollableScalableResource<Deployment> blue(Bench bench) {
        return bench.client().apps().deployments().inNamespace("default").withName("myapp-v1");
    }

    /** Blue is scaled to nothing only when green can follow. */
    @Test
    void knowsWhetherGreenCanFollow() {
        StoredRollout stored = StoreParts.rollout(StoreParts.ROLLOUT);
        Rollout rollout = new Rollout(stored.plan(), new RolloutState.Finished(Outcome.Promoted, "", Instant.EPOCH));
        VersionScaler scaler = new VersionScaler(stored, StoreParts.workloads(bench.client()));
        Capacity.Seen seen =
                new Capacity.Seen(Optional.of(new Capacity.Blue(3, 3)), Optional.empty(), Optional.empty());
        scaler.measured(seen);

        assertThat(scaler.greenSuffices(rollout, new WorkloadStatus.Pods(3, 3, true, Optional.empty())))
                .contains(true);
        assertThat(scaler.greenSuffices(rollout, new WorkloadStatus.Pods(3, 2, false, Optional.empty())))
                .contains(false);
        assertThat(scaler.greenSuffices(rollout, new WorkloadStatus.Unknown("not looked yet")))
                .isEmpty();
        scaler.measured(
                new Capacity.Seen(seen.blue(), Optional.empty(), Optional.of(new Autoscaler("myapp-v2", 1, 3, 2))));
        assertThat(scaler.greenSuffices(rollout, new WorkloadStatus.Pods(2, 2, true, Optional.empty())))
                .contains(true);
    }

    private int replicas(String name) {
        return deployment(name).require().getSpec().getReplicas();
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
        bench.client().resource(scaler(deployment)).create();
    }

    private static HorizontalPodAutoscaler scaler(String deployment) {
        return new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName(deployment)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", deployment)
                .withMinReplicas(1)
                .withMaxReplicas(6)
                .endSpec()
                .build();
    }

    private static ManagedFieldsEntry written(String manager) {
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withOperation("Update")
                .withApiVersion("autoscaling/v2")
                .withFieldsType("FieldsV1")
                .build();
    }

    private List<String> managers() {
        return autoscalers().getFirst().getMetadata().getManagedFields().stream()
                .map(ManagedFieldsEntry::getManager)
                .toList();
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
