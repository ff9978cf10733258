package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.api.Hostile;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.TrafficStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever stands in the cluster: it is read in a moment, it is one object's trouble, and what is said of it is short. */
final class HostileResourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode POLICY = Hostile.schema("rolloutpolicies.sluice.dev.yaml");
    private static final JsonNode ROLLOUT = Hostile.schema("rollouts.sluice.dev.yaml");
    private static final ObjectNode REAL = Hostile.yaml(StoreParts.ROLLOUT + """
            status:
              state: Holding
              stageIndex: 1
              entered: "2026-01-01T00:00:20Z"
              since: "2026-01-01T00:00:30Z"
              observedAt: "2026-01-01T00:00:40Z"
              interruptions: {times: 3, lostMillis: 1200, since: "2026-01-01T00:00:39Z"}
              evidence: {users: {green: 1, greenFailed: 0, blue: 1, blueFailed: 0}, odds: 1, kept: "eNpj"}
              journal: [{at: "2026-01-01T00:00:30Z", decision: Holding, why: so}]
              conditions: [{type: Ready, status: "True", reason: a, message: b, lastTransitionTime: "2026-01-01T00:00:30Z"}]
              live: {gateways: [{pod: a, seen: 1}], answers: [{colour: Green, outcome: Passed, detail: a, times: 1, at: "2026-01-01T00:00:30Z", millis: 1}],
                     timeline: {from: "2026-01-01T00:00:30Z", everySeconds: 1, points: [[0,0,0,0,0,0,0,0,0,0,0]]}}
            """);
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    @Property(tries = 400)
    void policiesOfTheSchema(@ForAll long seed) {
        policy(resource("RolloutPolicy", new Hostile(seed).of(POLICY)));
    }

    @Property(tries = 400)
    void rolloutsOfTheSchema(@ForAll long seed) {
        rollout(resource("Rollout", new Hostile(seed).of(ROLLOUT)));
    }

    @Property(tries = 1000)
    void rolloutsThatWereWrittenOver(@ForAll long seed) {
        rollout(resource("Rollout", new Hostile(seed).mutated(REAL)));
    }

    @Property(tries = 400)
    void deploymentsThatWereWrittenOver(@ForAll long seed) {
        ObjectNode real = Hostile.yaml("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a, namespace: b, uid: c, annotations: {sluice.dev/attempt: x, deployment.kubernetes.io/revision: "1"}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: a}}
                  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, resources: {requests: {cpu: 100m}}}]}}
                status: {readyReplicas: 1}
                """);
        soon(() -> {
            Deployment deployment = deployment(new Hostile(seed).mutated(real));
            if (deployment != null) {
                survived(() -> PodTemplateHash.id(deployment));
                survived(() -> MeasureSpec.of(deployment, deployment));
                survived(() -> VersionSpec.of("v1", deployment).attempt());
            }
        });
    }

    private static Deployment deployment(ObjectNode json) {
        try {
            return JSON.treeToValue(json, Deployment.class);
        } catch (Exception e) {
            // No API server holds it.
            return null;
        }
    }

    private static void policy(GenericKubernetesResource raw) {
        soon(() -> {
            StoredPolicy read = PolicyClient.read(raw);
            assertThat(read.spec().isPresent()).isEqualTo(read.problem().isEmpty());
            assertThat(read.problem()).hasSizeLessThan(1_000).doesNotContain("\n");
        });
    }

    private static void rollout(GenericKubernetesResource raw) {
        soon(() -> RolloutClient.read(raw).ifPresent(HostileResourcesTest::rollout));
    }

    /** All that is asked of a Rollout before and while somebody carries it. */
    private static void rollout(StoredRollout read) {
        assertThat(read.unreadable().orElse("")).hasSizeLessThan(1_000).doesNotContain("\n");
        assertThat(read.unreadable().isEmpty() || read.active()).isTrue();
        List<StoredRollout> all = new ArrayList<>(List.of(read, read));
        all.sort(StoredRollout.BY_AGE);
        read.plan();
        read.target();
        read.capacity();
        read.desired();
        read.owner();
        Optional<Rollout> known = read.rollout();
        Duration unseen = read.observedAt().map(at -> Duration.between(at, NOW)).orElse(Duration.ZERO);
        Rollout rollout = known.map(one -> one.resumed(unseen)).orElseGet(() -> Rollout.begin(read.plan(), NOW));
        rollout.goal();
        rollout.stage();
        ObservationBatch batch = new ObservationBatch(NOW, List.of(), Counts.NONE, Counts.NONE);
        survived(() -> read.evidence().resumed(unseen).plus(rollout.counting(batch), rollout.plan()));
        survived(() -> read.live()
                .ifPresent(live -> live.plus(
                        batch,
                        rollout,
                        new TrafficStatus.Converged(),
                        read.evidence().all(rollout.plan()))));
    }

    /** What a guard around it takes. */
    private static void survived(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            assertThat(e).isNotNull();
        }
    }

    private static void soon(Runnable work) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), work::run);
    }

    private static GenericKubernetesResource resource(String kind, JsonNode made) {
        ObjectNode json = made instanceof ObjectNode object ? object : JSON.createObjectNode();
        json.put("apiVersion", "sluice.dev/v1alpha1").put("kind", kind);
        // The API server writes these.
        json.putObject("metadata")
                .put("name", "a")
                .put("namespace", "b")
                .put("uid", "c")
                .put("resourceVersion", "1");
        return JSON.convertValue(json, GenericKubernetesResource.class);
    }
}
