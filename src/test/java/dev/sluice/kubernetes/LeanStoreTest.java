package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.BareApi;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What watches keep, and that nothing is written with it. */
final class LeanStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final String LONG = "x".repeat(100_000);

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: default
              uid: uid-1
              resourceVersion: "7"
              generation: 3
              labels: {long: LONG}
              annotations:
                sluice.dev/rollout: web
                sluice.dev/attempt: "2"
                deployment.kubernetes.io/revision: "4"
                kubectl.kubernetes.io/last-applied-configuration: LONG
              managedFields: [{manager: kubectl, operation: Update, fieldsV1: {key: LONG}}]
            spec:
              replicas: 3
              paused: true
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, version: v2}, annotations: {long: LONG}}
                spec:
                  containers:
                    - {name: app, image: web, env: [{name: A, value: LONG}], resources: {requests: {cpu: 250m}}}
                  initContainers: [{name: first, command: [LONG]}]
            status:
              observedGeneration: 3
              replicas: 3
              readyReplicas: 2
              updatedReplicas: 3
              availableReplicas: 2
              conditions: [{type: Available, message: LONG}]
            """.replace("LONG", LONG);

    private static final String ROLLOUT = StoreParts.ROLLOUT
                    .replace("namespace: default", """
                    namespace: default, labels: {mine: too}, annotations: {mine: too, \
                    kubectl.kubernetes.io/last-applied-configuration: LONG}, \
                    managedFields: [{manager: sluice, operation: Update}]""")
                    .replace("desired: Run", "desired: Run\n  ofLater: {mode: New}")
            + "status: {state: Preparing, since: '2026-01-01T00:00:00Z', observedAt: '2026-01-01T00:00:00Z', recording: LONG}\n";

    @Test
    void aDeploymentIsReadAsItIs() {
        Deployment whole = Serialization.unmarshal(DEPLOYMENT, Deployment.class);

        Deployment lean = kept(LeanStore.deployments(), DEPLOYMENT, Deployment.class);

        assertThat(PodTemplateHash.id(lean)).isEqualTo(PodTemplateHash.id(whole));
        assertThat(VersionSpec.of("v2", lean)).isEqualTo(VersionSpec.of("v2", whole));
        assertThat(VersionSpec.of("v2", whole).is(lean)).isTrue();
        assertThat(MeasureSpec.of(lean, lean)).isEqualTo(MeasureSpec.of(whole, whole));
        assertThat(MeasureSpec.pods(lean)).isEqualTo(MeasureSpec.pods(whole));
        assertThat(WorkloadClient.paused(lean))
                .isEqualTo(WorkloadClient.paused(whole))
                .isTrue();
        assertThat(lean.getMetadata().getAnnotations()).containsEntry("sluice.dev/rollout", "web");
        assertThat(lean.getSpec().getTemplate().getMetadata().getLabels()).containsEntry("version", "v2");
    }

    @Test
    void ofADeploymentNothingIsKeptThatIsNotRead() {
        assertThat(Serialization.asJson(kept(LeanStore.deployments(), DEPLOYMENT, Deployment.class)))
                .doesNotContain("xxx")
                .hasSizeLessThan(1_500);
    }

    @Test
    void ofADeploymentOfManyLabelsNoneAreKept() {
        String labels = many("l%d: v");
        String yaml = DEPLOYMENT
                .replace("labels: {app: web,", "labels: {" + labels + ", app: web,")
                .replace("matchLabels: {", "matchLabels: {" + labels + ", ")
                .replace("containers:", "containers:\n" + "        - {name: app, image: web}\n".repeat(1_000));

        Deployment lean = kept(LeanStore.deployments(), yaml, Deployment.class);

        assertThat(Serialization.asJson(lean)).hasSizeLessThan(4_000);
        assertThat(lean.getSpec().getTemplate().getMetadata().getLabels()).isEmpty();
        assertThat(lean.getSpec().getSelector().getMatchLabels()).hasSize(LeanDeployment.MOST);
    }

    @Test
    void ofARolloutNoMoreIsKeptThanSluiceWrites() {
        String yaml = ROLLOUT.replace("labels: {", "labels: {" + many("l%d: v") + ", ")
                .replace("recording: LONG", "journal: [" + "{},".repeat(20_000) + "{}]");

        StoredRollout lean = RolloutClient.read(kept(LeanStore.rollouts(), yaml, GenericKubernetesResource.class))
                .orElseThrow();

        assertThat(Serialization.asJson(lean.raw())).hasSizeLessThan(3_000);
        assertThat(lean.unreadable()).isPresent();
        assertThat(RolloutClient.mayHoldMesh(held(lean.raw()))).isTrue();
    }

    private static GenericKubernetesResource held(GenericKubernetesResource raw) {
        raw.getMetadata().setFinalizers(List.of(StoredRollout.FINALIZER));
        return raw;
    }

    private static String many(String each) {
        return IntStream.range(0, 1_000).mapToObj(each::formatted).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{metadata: {labels: {a: b}}}", "{spec: {}}"})
    void oneThatCanHardlyBeReadIsKeptAllTheSame(String template) {
        String yaml = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: a}\nspec: {template: "
                + template + "}";

        assertThat(kept(LeanStore.deployments(), yaml, Deployment.class)
                        .getMetadata()
                        .getName())
                .isEqualTo("web");
    }

    @Test
    void aRolloutIsKeptWithoutItsRecordingAndWhoWroteIt() {
        StoredRollout lean = watched();

        assertThat(Serialization.asJson(lean.raw())).doesNotContain("xxx", "managedFields\":[{");
        assertThat(lean.state()).isEqualTo(StoreParts.rollout(ROLLOUT).state()).isPresent();
        assertThat(lean.spec()).isEqualTo(StoreParts.rollout(ROLLOUT).spec());
    }

    /** What is written of a Rollout that a watch told is a change of the whole one. */
    @Test
    void aWriteBeginsWithTheWholeRollout() {
        try (BareApi api = new BareApi(ROLLOUT.replace("LONG", LONG))) {
            RolloutClient rollouts = StoreParts.rollouts(api.client());
            GenericKubernetesResource before = stored(api);
            StoredRollout lean =
                    RolloutClient.read(put(LeanStore.rollouts(), before)).orElseThrow();
            Rollout state = new Rollout(lean.plan(), lean.state().orElseThrow());
            RolloutStatusUpdate report =
                    new RolloutStatusUpdate(state, Optional.empty(), "waits", false, Evidence.NONE);

            StoredRollout written = rollouts.record(lean, report, Optional.empty(), NOW);

            GenericKubernetesResource after = stored(api);
            assertThat(after.<String>get("status", "message")).isEqualTo("waits");
            assertThat(after.<String>get("status", "recording")).isEqualTo(LONG);
            assertThat(after.<Object>get("spec")).isEqualTo(before.<Object>get("spec"));
            assertThat(after.getMetadata().getManagedFields())
                    .isEqualTo(before.getMetadata().getManagedFields())
                    .isNotEmpty();
            assertThat(after.getMetadata().getAnnotations())
                    .isEqualTo(before.getMetadata().getAnnotations())
                    .hasSize(2);
            assertThat(written.lean()).isFalse();
        }
    }

    @Test
    void nobodyCarriesOnWhatAnotherHasRecordedSinceTheWatchTold() {
        try (BareApi api = new BareApi(ROLLOUT)) {
            StoredRollout lean =
                    RolloutClient.read(put(LeanStore.rollouts(), stored(api))).orElseThrow();
            Rollout other = new Rollout(lean.plan(), new RolloutState.Holding(1, NOW, NOW));
            RolloutClient rollouts = StoreParts.rollouts(api.client());
            rollouts.record(
                    RolloutClient.read(stored(api)).orElseThrow(),
                    new RolloutStatusUpdate(other, Optional.empty(), "holds", false, Evidence.NONE),
                    Optional.empty(),
                    NOW);
            RolloutStatusUpdate late = new RolloutStatusUpdate(
                    new Rollout(lean.plan(), lean.state().orElseThrow()),
                    Optional.empty(),
                    "waits",
                    false,
                    Evidence.NONE);

            assertThatThrownBy(() -> rollouts.record(lean, late, Optional.empty(), NOW))
                    .isInstanceOf(ConflictingWriterException.class);
        }
    }

    /** A status that nobody understands is none that was never written. */
    @Test
    void aStatusOfNothingButARecordingStays() {
        String yaml = StoreParts.ROLLOUT + "status: {recording: abc}\n";

        assertThat(kept(LeanStore.rollouts(), yaml, GenericKubernetesResource.class)
                        .<String>get("status", "recording"))
                .isEqualTo("abc");
    }

    private static StoredRollout watched() {
        return RolloutClient.read(kept(LeanStore.rollouts(), ROLLOUT, GenericKubernetesResource.class))
                .orElseThrow();
    }

    private static GenericKubernetesResource stored(BareApi api) {
        return api.client()
                .genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace("default")
                .withName("myapp-1")
                .require();
    }

    private static <T extends HasMetadata> T kept(ItemStore<T> store, String yaml, Class<T> type) {
        return put(store, Serialization.unmarshal(yaml.replace("LONG", LONG), type));
    }

    private static <T extends HasMetadata> T put(ItemStore<T> store, T whole) {
        store.put("default/one", whole);
        return store.get("default/one");
    }
}
