package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.workload.VersionScaler;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A blue to which somebody may still be sent keeps its pods, whatever the policy says of it. */
final class BlueKeptTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String POLICY = Bench.HOLDING + "  blueAfter: ScaleToZero\n";

    private final Bench bench = new Bench(POLICY);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void scalesABlueToNothingToWhichNoRouteLeads() {
        promote();

        assertThat(replicas()).isZero();
        assertThat(bench.told(VersionScaler.BLUE_KEPT)).isEmpty();
    }

    @Test
    void keepsABlueToWhichTestersAreSent() {
        bench.virtualService().edit(json -> with(json, """
                        name: testers
                        match: [{headers: {x-tester: {exact: "yes"}}}]
                        route:
                          - {destination: {host: myapp, subset: v1}, weight: 50}
                          - {destination: {host: myapp, subset: v2}, weight: 50}
                        """));

        promote();

        assertThat(replicas()).isEqualTo(2);
        assertThat(bench.told(VersionScaler.BLUE_KEPT))
                .containsExactly(
                        "BlueKept http route testers of VirtualService default/myapp still leads to blue, so it is not scaled to 0;"
                                + " lead all routes to green, then scale deployment/myapp-v1 to 0");
    }

    @Test
    void tellsInTheJournalFirstOfTestersWhoAreSentToGreenWhateverBecomesOfIt() {
        bench.virtualService().edit(json -> with(json, """
                        name: testers
                        match: [{headers: {x-tester: {exact: "yes"}}}]
                        route: [{destination: {host: myapp, subset: v2}}]
                        """));

        StoredRollout rollout = promote();

        JournalEntry first = journal(rollout).getFirst();
        assertThat(first.decision()).isEqualTo(EventReasons.NOTED);
        assertThat(first.why())
                .isEqualTo(
                        "http route testers of VirtualService myapp leads some clients to subset v2 and is left alone:"
                                + " they stay there whatever becomes of a release");
    }

    @Test
    void keepsABlueToWhichTheMeshIsSent() {
        bench.client()
                .resource(Serialization.unmarshal("""
                        apiVersion: networking.istio.io/v1
                        kind: VirtualService
                        metadata: {name: inside, namespace: other}
                        spec:
                          hosts: [myapp.default.svc.cluster.local]
                          http: [{route: [{destination: {host: myapp.default.svc.cluster.local, subset: v1}}]}]
                        """, GenericKubernetesResource.class))
                .create();

        promote();

        assertThat(replicas()).isEqualTo(2);
        assertThat(bench.told(VersionScaler.BLUE_KEPT))
                .singleElement()
                .asString()
                .contains("http route without a name of VirtualService other/inside still leads to blue");
    }

    /** It will do so again, and nothing puts it right any more. */
    @Test
    void keepsABlueToWhichSomebodyElseHasSentTheUsers() {
        Object before = bench.virtualService().require().get("spec", "http");
        StoredRollout rollout = bench.begin();
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> weight() == 10);
            bench.virtualService().edit(json -> {
                spec(json).put("http", before);
                return json;
            });
            await().atMost(LONG)
                    .until(() -> journal(rollout).stream()
                            .anyMatch(entry -> entry.decision().startsWith(EventReasons.CORRECTED)));
        }

        try (Bench.Hand _ = bench.hire(rollout).start()) {
            finish(rollout);
        }

        assertThat(replicas()).isEqualTo(2);
        assertThat(bench.told(VersionScaler.BLUE_KEPT))
                .singleElement()
                .asString()
                .contains("somebody else wrote over this release's routes")
                .contains("gives green 0 % instead of 10 %");
    }

    private StoredRollout promote() {
        StoredRollout rollout = bench.begin();
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> weight() == 10);
            finish(rollout);
        }
        return rollout;
    }

    private void finish(StoredRollout rollout) {
        StoreParts.rollouts(bench.client()).desire(bench.stored(rollout).orElseThrow(), Desired.Promoted);
        await().atMost(LONG).until(() -> bench.over(rollout));
        assertThat(bench.state(rollout)).isEqualTo("Promoted");
    }

    private List<JournalEntry> journal(StoredRollout rollout) {
        return bench.stored(rollout)
                .flatMap(StoredRollout::status)
                .flatMap(status -> Optional.ofNullable(status.journal()))
                .orElse(List.of());
    }

    private int weight() {
        return Bench.weight(bench.virtualService().require(), "v2");
    }

    private int replicas() {
        return bench.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("myapp-v1")
                .require()
                .getSpec()
                .getReplicas();
    }

    private static GenericKubernetesResource with(GenericKubernetesResource json, String route) {
        List<Object> http = new ArrayList<>(json.<List<Object>>get("spec", "http"));
        http.addFirst(Serialization.unmarshal(route, Map.class));
        spec(json).put("http", http);
        return json;
    }

    private static Map<String, Object> spec(GenericKubernetesResource json) {
        return json.get("spec");
    }
}
