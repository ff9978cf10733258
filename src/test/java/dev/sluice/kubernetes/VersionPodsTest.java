package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Capacity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version is all that its subset selects, whatever makes the pods. */
final class VersionPodsTest {
    private static final Map<String, String> LABELS = Map.of("app", "shop", "version", "v1");

    @Test
    void countsTwoDeploymentsBehindOneSubsetTogether() {
        VersionPods pods = VersionPods.of(
                LABELS,
                List.of(deployment("a", "v1", 3, 3), deployment("b", "v1", 2, 1), deployment("c", "v2", 9, 9)),
                List.of(pod("a", "v1", "ReplicaSet", true, ""), pod("b", "v1", "ReplicaSet", true, "")));

        assertThat(pods.size()).isEqualTo(new Capacity.Blue(5, 4, false));
    }

    @Test
    void oneDeploymentCountsByItsOwnStatus() {
        VersionPods pods = VersionPods.of(
                LABELS,
                List.of(deployment("a", "v1", 3, 2)),
                List.of(pod("a", "v1", "ReplicaSet", true, ""), pod("a", "v1", "ReplicaSet", false, "")));

        assertThat(pods.size()).isEqualTo(new Capacity.Blue(3, 2, true));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"StatefulSet, 3", "ReplicaSet, 2", "DaemonSet, 3", "'', 2"})
    void countsPodsThatNoDeploymentMakes(String owner, int wanted) {
        VersionPods pods = VersionPods.of(
                LABELS,
                List.of(deployment("c", "v2", 9, 9)),
                List.of(
                        pod("x", "v1", owner, true, ""),
                        pod("x", "v1", owner, false, ""),
                        pod("x", "v1", owner, true, "deletionTimestamp: \"2026-01-01T00:00:00Z\"")));

        assertThat(pods.size()).isEqualTo(new Capacity.Blue(wanted, 1, false));
    }

    @Test
    void aBlueThatIsDownIsMeasuredByWhatItAsksFor() {
        VersionPods pods = VersionPods.of(LABELS, List.of(deployment("a", "v1", 3, 0)), List.of());

        assertThat(MeasureSpec.of(pods, deployment("c", "v2", 2, 2)).bluePods()).isEqualTo(3);
    }

    @Test
    void countsAStatefulSetBesideADeployment() {
        VersionPods pods = VersionPods.of(
                LABELS, List.of(deployment("a", "v1", 1, 0)), List.of(pod("x", "v1", "StatefulSet", true, "")));

        assertThat(pods.size()).isEqualTo(new Capacity.Blue(2, 1, false));
        assertThat(MeasureSpec.of(pods, deployment("c", "v2", 2, 2)).bluePods()).isEqualTo(1);
    }

    @Test
    void ofAPodIsKeptWhatItsSizeIsMeasuredBy() {
        Pod whole = pod("x", "v1", "StatefulSet", true, "");
        IntStream.range(0, 1_000).forEach(i -> whole.getMetadata().getLabels().put("l" + i, "v"));
        Deployment green = deployment("c", "v2", 2, 2);

        Pod lean = VersionPods.lean(whole);

        VersionPods kept = new VersionPods(List.of(), List.of(lean));
        assertThat(Serialization.asJson(lean)).hasSizeLessThan(1_000);
        assertThat(kept.size()).isEqualTo(new Capacity.Blue(1, 1, false));
        assertThat(MeasureSpec.of(kept, green))
                .isEqualTo(MeasureSpec.of(new VersionPods(List.of(), List.of(whole)), green));
    }

    @Test
    void isNothingWhereNothingIs() {
        assertThat(VersionPods.of(LABELS, List.of(), List.of()).size()).isEqualTo(new Capacity.Blue(0, 0, true));
    }

    private static Deployment deployment(String name, String version, int wanted, int ready) {
        return Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %s}
                spec:
                  replicas: %s
                  selector: {matchLabels: {part: %s}}
                  template:
                    metadata: {labels: {app: shop, version: %s, part: %s}}
                    spec: {containers: [{name: app, resources: {requests: {cpu: 100m}}}]}
                status: {readyReplicas: %s}
                """.formatted(name, wanted, name, version, name, ready), Deployment.class);
    }

    private static Pod pod(String part, String version, String owner, boolean ready, String more) {
        String owners = owner.isEmpty() ? "[]" : "[{apiVersion: apps/v1, kind: " + owner + ", name: x, uid: y}]";
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: p
                  labels: {app: shop, version: %s, part: %s}
                  ownerReferences: %s
                  %s
                spec: {containers: [{name: app, resources: {requests: {cpu: 200m}}}, {name: istio-proxy}]}
                status: {phase: Running, conditions: [{type: Ready, status: "%s"}]}
                """.formatted(version, part, owners, more, ready ? "True" : "False"), Pod.class);
    }
}
