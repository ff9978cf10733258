package dev.sluice.truth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Somebody with a client of their own who changes a scene's objects while a release runs. */
final class Person {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;

    private static final Map<String, String> VERSIONS = Map.of(
            "VirtualService", "networking.istio.io/v1",
            "DestinationRule", "networking.istio.io/v1",
            "RolloutPolicy", "sluice.dev/v1alpha1",
            "Rollout", "sluice.dev/v1alpha1",
            "Deployment", "apps/v1",
            "HorizontalPodAutoscaler", "autoscaling/v2");

    private static final List<String> KEPT_BY_THE_SERVER = List.of("resourceVersion", "generation", "managedFields");

    private final TruthScene scene;

    Person(TruthScene scene) {
        this.scene = scene;
    }

    /** An object without what the API server counts about it. */
    ObjectNode sees(String kind, String name) {
        ObjectNode json = JSON.valueToTree(at(kind, name).require());
        json.withObject("/metadata").remove(KEPT_BY_THE_SERVER);
        return json;
    }

    /** Reads, changes and writes, and does it again when somebody else was faster: as kubectl edit. */
    void edits(String kind, String name, Consumer<ObjectNode> change) {
        while (!edited(kind, name, change)) {
            // Somebody else has changed it meanwhile.
        }
        scene.watching().note("edited " + kind + " " + name);
    }

    /** Those who own a part of an object. */
    Set<String> managers(String kind, String name) {
        return at(kind, name).require().getMetadata().getManagedFields().stream()
                .map(ManagedFieldsEntry::getManager)
                .collect(Collectors.toSet());
    }

    /** Deletes an object and leaves what it owns: {@code kubectl delete --cascade=orphan}. */
    void deletesAlone(String kind, String name) {
        at(kind, name).withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        scene.watching().note("deleted " + kind + " " + name + " alone");
    }

    void deletes(String kind, String name) {
        at(kind, name).delete();
        scene.watching().note("deleted " + kind + " " + name);
    }

    /** Steers the newest rollout. */
    void wants(String desired) {
        edits("Rollout", rollout(), json -> json.withObject("/spec").put("desired", desired));
    }

    /** The newest rollout's name. */
    String rollout() {
        return scene.watching().newest().orElseThrow().at("/metadata/name").asText();
    }

    private boolean edited(String kind, String name, Consumer<ObjectNode> change) {
        ObjectNode json = JSON.valueToTree(at(kind, name).require());
        change.accept(json);
        try {
            scene.client()
                    .resource(JSON.convertValue(json, GenericKubernetesResource.class))
                    .update();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    private Resource<GenericKubernetesResource> at(String kind, String name) {
        return scene.resource(VERSIONS.get(kind), kind, name);
    }
}
