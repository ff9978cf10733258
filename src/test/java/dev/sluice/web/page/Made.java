package dev.sluice.web.page;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Objects;

/** Rollouts of many apps, put into the cluster as they would be after a controller's work. */
final class Made {
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata:
              name: %2$s-1
              namespace: %1$s
              labels: {sluice.dev/policy: %2$s}
            spec:
              policy: %2$s
              plan: {routes: [{virtualService: %2$s}], steps: [{weight: 10, hold: 10m}, {weight: 50, hold: 10m}]}
              blue: {subset: v1}
              green: {subset: v2}
              version: v2
              routes: [{virtualService: %2$s, host: %2$s}]
              pin: secret-pin
              desired: Run
            status:
            """;
    private static final String HOLDING = """
            state: Holding
            stage: Step %3$d/2
            stageIndex: %3$d
            entered: "%4$s"
            since: "%4$s"
            weightAsked: %5$d
            weightSeen: %5$d
            message: holding %5$d %%
            evidence: {users: {green: 120, greenFailed: 0, blue: 940, blueFailed: 1}, probes: {green: 90, greenFailed: 0, blue: 90, blueFailed: 0}, odds: 1.2, revertAt: 1000}
            """;
    private static final String COUNTED = HOLDING + """
            live:
              timeline:
                from: "%4$s"
                everySeconds: 1
                points: [[100, 100, 0, 0, 5, 0, 0, 0, 0, 0, 0], [100, 100, 3, 1, 4, 0, 0, 0, 0, 0, 20], [100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 10]]
            """;
    private static final String PAUSED = """
            state: Paused
            stage: Step 2/2
            stageIndex: 2
            since: "%4$s"
            cause: User
            reason: someone asked for it
            weightAsked: 50
            weightSeen: 50
            conditions: [{type: Stalled, status: "True", reason: Paused, message: m, lastTransitionTime: "%4$s"}]
            """;
    private static final String PROMOTED = """
            state: Promoted
            stage: Bake
            stageIndex: 3
            since: "%4$s"
            reason: every stage was passed
            weightAsked: 100
            weightSeen: 100
            """;
    private static final String REVERTED = """
            state: Reverted
            stage: Step 1/2
            stageIndex: 1
            since: "%4$s"
            reason: "green failed 22 of 37 probes in 2.0 s, blue 0 of 37; odds of chance 1 in 4,194,304; last: status 500"
            weightAsked: 0
            weightSeen: 0
            """;

    private Made() {}

    static String holding(String namespace, String app, int stage) {
        return rollout(HOLDING, namespace, app, stage, stage == 1 ? 10 : 50);
    }

    /** With two seconds of users' requests, and a third that is still being counted. */
    static String counted(String namespace, String app) {
        return rollout(COUNTED, namespace, app, 1, 10);
    }

    static String paused(String namespace, String app) {
        return rollout(PAUSED, namespace, app, 2, 50);
    }

    static String promoted(String namespace, String app) {
        return rollout(PROMOTED, namespace, app, 3, 100);
    }

    static String reverted(String namespace, String app) {
        return rollout(REVERTED, namespace, app, 1, 0);
    }

    /** As it is read from the cluster. */
    static StoredRollout stored(String rollout) {
        GenericKubernetesResource resource = Serialization.unmarshal(rollout, GenericKubernetesResource.class);
        return RolloutClient.read(resource).orElseThrow();
    }

    /** Creates it, or changes the one that is there. */
    static void put(KubernetesClient client, String rollout) {
        GenericKubernetesResource resource = Serialization.unmarshal(rollout, GenericKubernetesResource.class);
        var there = client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(resource.getMetadata().getNamespace());
        if (there.withName(resource.getMetadata().getName()).get() == null) {
            there.resource(resource).create();
        }
        Object status =
                Objects.requireNonNull(resource.getAdditionalProperties().get("status"));
        there.withName(resource.getMetadata().getName()).editStatus(known -> {
            known.getAdditionalProperties().put("status", status);
            return known;
        });
    }

    private static String rollout(String status, String namespace, String app, int stage, int weight) {
        String since = Instant.now().minusSeconds(60).toString();
        return (ROLLOUT + status.indent(2)).formatted(namespace, app, stage, since, weight);
    }
}
