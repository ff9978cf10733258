package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One namespace with very many policies or Deployments: what is kept of it is bounded, what is not kept is said, and no other namespace loses anything. */
final class CrowdedNamespaceTest {
    private static final int MANY = 3_000;
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata:
              generation: 2
              creationTimestamp: "2026-01-01T00:00:00Z"
              annotations: {note: LONG}
            spec: {routes: [{virtualService: myapp}]}
            """.replace("LONG", "x".repeat(1_000));

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              generation: 3
              annotations: {sluice.dev/rollout: myapp, sluice.dev/attempt: "2", deployment.kubernetes.io/revision: "4"}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, version: v2, LABELS}}
                spec: {containers: [{name: app, image: web}]}
            status: {observedGeneration: 3, replicas: 2, readyReplicas: 2}
            """.replace(
            "LABELS",
            IntStream.range(0, 40).mapToObj(i -> "label-" + i + ": value").collect(Collectors.joining(", ")));

    private static final GenericKubernetesResource READ_POLICY =
            Serialization.unmarshal(POLICY, GenericKubernetesResource.class);
    private static final Deployment READ_DEPLOYMENT = Serialization.unmarshal(DEPLOYMENT, Deployment.class);

    private final LeanStore<GenericKubernetesResource> policies = LeanStore.policies();
    private final LeanStore<Deployment> deployments = LeanStore.deployments();

    @Test
    void ofPoliciesBeyondWhatIsKeptTheNameAloneIsKeptAndThatIsSaid() {
        IntStream.range(0, MANY).forEach(i -> policy("crowd", "p" + i));
        StoredPolicy other = policy("small", "one");

        List<StoredPolicy> crowd = policies.values()
                .map(PolicyClient::read)
                .filter(one -> one.namespace().equals("crowd"))
                .toList();

        assertThat(other.spec()).as("another namespace").isPresent();
        assertThat(policies.crowded("small")).isFalse();
        assertThat(policies.crowded("crowd")).isTrue();
        assertThat(crowd).hasSize(MANY);
        assertThat(crowd.stream().filter(one -> one.spec().isPresent()).count()).isBetween(500L, 1_500L);
        assertThat(crowd.stream().filter(one -> one.spec().isEmpty())).allSatisfy(one -> {
            assertThat(one.problem())
                    .isEqualTo(
                            one.name()
                                    + ": namespace crowd has more RolloutPolicies than are looked into (4,194,304 characters of them); delete some, then change this one");
            assertThat(one.uid()).isEqualTo("uid-crowd-" + one.name());
            assertThat(one.created()).as("whose Rollouts are whose").isEqualTo("2026-01-01T00:00:00Z");
            assertThat(one.generation()).isEqualTo(2);
        });
        assertThat(Serialization.asJson(policies.get("crowd/p" + (MANY - 1)))).hasSizeLessThan(400);
    }

    @Test
    void whatWasSaidOfAPolicyIsNotSaidAgain() {
        IntStream.range(0, MANY).forEach(i -> policy("crowd", "p" + i));
        StoredPolicy before = policy("crowd", "last");
        assertThat(before.refused()).isFalse();

        StoredPolicy after = policy("crowd", "last", said(before.problem()));

        assertThat(after.refused()).isTrue();
        assertThat(after.status().orElseThrow().message()).isEqualTo(before.problem());
    }

    @Test
    void whatSluiceWritesItselfMakesNoPolicyCrowded() {
        String last = "";
        for (int i = 0; !policies.crowded("crowd"); i++) {
            last = "p" + i;
            policy("crowd", last);
        }
        policies.remove("crowd/" + last);

        IntStream.range(0, Integer.parseInt(last.substring(1)))
                .forEach(i -> policy("crowd", "p" + i, said("y".repeat(2_000))));

        assertThat(policies.crowded("crowd")).isFalse();
    }

    @Test
    void aPolicyIsLookedIntoOnceThereIsRoomAndItChanges() {
        IntStream.range(0, MANY).forEach(i -> policy("crowd", "p" + i));
        assertThat(policy("crowd", "last").spec()).isEmpty();

        IntStream.range(0, MANY).forEach(i -> policies.remove("crowd/p" + i));

        assertThat(policy("crowd", "last").spec()).isPresent();
        assertThat(policies.crowded("crowd")).isFalse();
    }

    @Test
    void ofADeploymentBeyondWhatIsKeptItIsStillKnownWhichVersionItIs() {
        Deployment whole = whole("crowd", "last");
        IntStream.range(0, MANY).forEach(i -> deployment("crowd", "d" + i));
        Deployment other = deployment("small", "one");

        Deployment bare = deployment("crowd", "last");

        assertThat(LeanStore.bare(other)).isFalse();
        assertThat(deployments.crowded("small")).isFalse();
        assertThat(LeanStore.bare(bare)).isTrue();
        assertThat(deployments.values().filter(LeanStore::bare).count()).isBetween(500L, MANY - 500L);
        assertThat(bare.getSpec().getTemplate().getMetadata().getLabels()).isEmpty();
        assertThat(bare.getMetadata().getAnnotations()).containsEntry("sluice.dev/rollout", "myapp");
        assertThat(PodTemplateHash.id(bare)).isEqualTo(PodTemplateHash.id(whole));
        assertThat(VersionSpec.of("v2", whole).is(bare)).isTrue();
        assertThat(VersionSpec.of("v2", bare)).isEqualTo(VersionSpec.of("v2", whole));
        assertThat(WorkloadClient.paused(bare)).isFalse();
    }

    @Test
    void aDeploymentIsLookedIntoOnceThereIsRoomAndItChanges() {
        IntStream.range(0, MANY).forEach(i -> deployment("crowd", "d" + i));
        assertThat(LeanStore.bare(deployment("crowd", "last"))).isTrue();

        IntStream.range(0, MANY).forEach(i -> deployments.remove("crowd/d" + i));

        assertThat(LeanStore.bare(deployment("crowd", "last"))).isFalse();
        assertThat(deployments.crowded("crowd")).isFalse();
    }

    private StoredPolicy policy(String home, String name) {
        return policy(home, name, Map.of());
    }

    private StoredPolicy policy(String home, String name, Map<String, Object> status) {
        GenericKubernetesResource raw = new GenericKubernetesResourceBuilder(READ_POLICY)
                .editMetadata()
                .withNamespace(home)
                .withName(name)
                .withUid("uid-" + home + "-" + name)
                .endMetadata()
                .addToAdditionalProperties("status", status)
                .build();
        policies.put(home + "/" + name, raw);
        return PolicyClient.read(policies.get(home + "/" + name));
    }

    /** What is in a status when this was reported. */
    private static Map<String, Object> said(String message) {
        return JsonMappers.map(new PolicyStatus(
                2L,
                "False",
                message,
                List.of(
                        Conditions.of("Ready", false, "Invalid", message, null, Instant.EPOCH),
                        Conditions.of("Stalled", true, "Invalid", message, null, Instant.EPOCH))));
    }

    private Deployment deployment(String home, String name) {
        deployments.put(home + "/" + name, whole(home, name));
        return deployments.get(home + "/" + name);
    }

    private static Deployment whole(String home, String name) {
        return new DeploymentBuilder(READ_DEPLOYMENT)
                .editMetadata()
                .withNamespace(home)
                .withName(name)
                .withUid("uid-" + home + "-" + name)
                .endMetadata()
                .build();
    }
}
