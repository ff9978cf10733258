package dev.sluice.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.kubernetes.ConflictRetry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/** A user who releases the version that does not carry the traffic. */
final class DemoReleaser {
    private static final String ROLLOUT = "sluice.dev/rollout";
    private static final String BUILD = "sluice.dev/build";
    private static final String VERSION = "version";
    private static final ConflictRetry CONFLICTS = new ConflictRetry(10, Duration.ofMillis(80));

    private DemoReleaser() {}

    /** The version that is to be released next. */
    static String next(KubernetesClient client) {
        String serving = serving(client);
        return client.apps().deployments().inNamespace(DemoManifests.NAMESPACE).list().getItems().stream()
                .map(DemoReleaser::version)
                .filter(version -> !version.equals(serving))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no version but " + serving));
    }

    /** Changes the version's pods, as a new build would, and asks for a rollout. */
    static void release(KubernetesClient client, String version) {
        // The kubelet writes the status of the same object.
        CONFLICTS.run(_ -> client.apps()
                .deployments()
                .inNamespace(DemoManifests.NAMESPACE)
                .withName(DemoManifests.APP + "-" + version)
                .edit(DemoReleaser::rebuilt));
    }

    private static Deployment rebuilt(Deployment deployment) {
        return deployment
                .edit()
                .editMetadata()
                .addToAnnotations(ROLLOUT, DemoManifests.APP)
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations(BUILD, Integer.toString(build(deployment) + 1))
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static int build(Deployment deployment) {
        Map<String, String> annotations =
                deployment.getSpec().getTemplate().getMetadata().getAnnotations();
        return annotations == null ? 0 : Integer.parseInt(annotations.getOrDefault(BUILD, "0"));
    }

    /** Subsets of the sample are named as the versions are. */
    private static String serving(KubernetesClient client) {
        JsonNode service = Serialization.jsonMapper()
                .valueToTree(client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                        .inNamespace(DemoManifests.NAMESPACE)
                        .withName(DemoManifests.APP)
                        .require());
        return service.at("/spec/http")
                .valueStream()
                .filter(route -> route.path("match").isMissingNode())
                .flatMap(route -> route.path("route").valueStream())
                .max(Comparator.comparingInt(route -> route.path("weight").asInt()))
                .map(route -> route.at("/destination/subset").asText())
                .orElse("");
    }

    private static String version(Deployment deployment) {
        return deployment.getSpec().getTemplate().getMetadata().getLabels().getOrDefault(VERSION, "");
    }
}
