package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.WorkloadStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods of a version by the hundred, each as large as the API server takes. */
class ManyPodsTest {
    private static final String PATH = "/apis/apps/v1/namespaces/evil/deployments/web-2";
    private static final String PODS = "/api/v1/namespaces/evil/pods";
    private static final String WEB = """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"namespace": "evil", "name": "web-2", "uid": "u", "generation": 1},
             "spec": {"replicas": 200, "selector": {"matchLabels": {"app": "web"}},
              "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "app"}]}}},
             "status": {"observedGeneration": 1, "replicas": 200, "readyReplicas": 150}}
            """;

    private final PagedApi api = new PagedApi();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void countsThoseThatItSees() {
        api.object(PATH, WEB);
        api.list(PODS, "PodList", 120, i -> pod("", i < 100));

        assertThat(look()).isInstanceOfSatisfying(WorkloadStatus.Pods.class, pods -> {
            assertThat(pods.ready()).isEqualTo(100);
            assertThat(pods.crash()).contains("pod p crash-loops (7 restarts)");
        });
    }

    /** A chart gives its hooks and CronJobs the labels that its Deployment selects. */
    @Test
    void blamesNoPodOfAnother() {
        api.object(PATH, WEB);
        api.list(PODS, "PodList", 3, i -> i == 1 ? pod("Job", "", false) : pod("", true));

        assertThat(look()).isInstanceOfSatisfying(WorkloadStatus.Pods.class, pods -> {
            assertThat(pods.ready()).isEqualTo(2);
            assertThat(pods.crash()).isEmpty();
        });
    }

    /** The Deployment of an app's first version often selects the app alone, and so the pods of every version. */
    @Test
    void asksForPodsByAllLabelsOfTheTemplate() {
        String versioned = WEB.replace(
                "{\"labels\": {\"app\": \"web\"}}", "{\"labels\": {\"app\": \"web\", \"version\": \"v2\"}}");
        api.object(PATH, versioned);
        api.list(PODS, "PodList", 2, _ -> pod("", true));

        look(versioned);

        assertThat(api.asked()).anySatisfy(query -> assertThat(query).contains(PODS, "version%3Dv2"));
    }

    @Test
    void takesTheDeploymentsWordWhereTheyAreTooLargeToBeCounted() {
        api.object(PATH, WEB);
        api.list(PODS, "PodList", 200, _ -> pod("x".repeat(900_000), true));

        assertThat(look()).isInstanceOfSatisfying(WorkloadStatus.Pods.class, pods -> {
            assertThat(pods.ready()).isEqualTo(150);
            assertThat(pods.wanted()).isEqualTo(200);
        });
        assertThat(api.sent()).isLessThan(200L * 900_000 / 2);
    }

    @Test
    void doesNotListThemAtAGlanceWhereTheDeploymentSaysThatAllAreReady() {
        api.object(
                PATH,
                WEB.replace(
                        "\"readyReplicas\": 150",
                        "\"readyReplicas\": 200, \"updatedReplicas\": 200, \"availableReplicas\": 200"));

        assertThat(glance()).isEqualTo(new WorkloadStatus.Pods(200, 200, true, Optional.empty()));
    }

    @Test
    void listsThemAtAGlanceWhereSomeAreNotReady() {
        api.object(PATH, WEB);
        api.list(PODS, "PodList", 120, i -> pod("", i < 100));

        assertThat(glance()).isEqualTo(look());
    }

    private WorkloadStatus glance() {
        Deployment deployment = Serialization.unmarshal(WEB, Deployment.class);
        return StoreParts.workloads(api.client()).glance("evil", VersionSpec.of("v2", deployment));
    }

    private WorkloadStatus look() {
        return look(WEB);
    }

    private WorkloadStatus look(String json) {
        Deployment deployment = Serialization.unmarshal(json, Deployment.class);
        return StoreParts.workloads(api.client()).look("evil", VersionSpec.of("v2", deployment));
    }

    private static String pod(String text, boolean ready) {
        return pod("ReplicaSet", text, ready);
    }

    private static String pod(String owner, String text, boolean ready) {
        return """
                {"metadata": {"namespace": "evil", "name": "p", "annotations": {"a": "%s"},
                  "ownerReferences": [{"apiVersion": "apps/v1", "kind": "%s", "name": "o", "uid": "o"}]},
                 "status": {"conditions": [{"type": "Ready", "status": "%s"}],
                  "containerStatuses": [{"name": "app", "restartCount": 7, "state": {"waiting": {"reason": "%s"}}}]}}
                """.formatted(text, owner, ready ? "True" : "False", ready ? "" : "CrashLoopBackOff");
    }
}
