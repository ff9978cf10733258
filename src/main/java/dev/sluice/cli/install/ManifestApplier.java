package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;

/** The cluster's objects, addressed as the manifests name them. */
final class ManifestApplier {
    private static final int UNSUPPORTED = 415;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    ManifestApplier(KubernetesClient client) {
        this.client = client;
    }

    Optional<ObjectNode> get(ManifestObject thing) {
        return Optional.ofNullable(at(thing).withName(thing.name()).get()).map(ManifestApplier::json);
    }

    /**
     * Server-side apply: fields that others set and the manifests do not name stay.
     *
     * @param force takes over fields that another manager has set to something else
     * @param dry asks what would come of it
     * @return the object as it is then
     */
    ObjectNode apply(ManifestObject thing, boolean force, boolean dry) {
        PatchContext.Builder how = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(KubernetesNames.FIELD_MANAGER)
                .withForce(force);
        if (dry) {
            how.withDryRun(List.of("All"));
        }
        try {
            return json(at(thing).resource(resource(thing.json())).patch(how.build()));
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNSUPPORTED) {
                throw e;
            }
            return replace(thing, dry);
        }
    }

    /** For an API server in memory, which knows no server-side apply. */
    private ObjectNode replace(ManifestObject thing, boolean dry) {
        if (dry) {
            return thing.json();
        }
        Resource<GenericKubernetesResource> resource = at(thing).resource(resource(thing.json()));
        return json(get(thing).isPresent() ? resource.update() : resource.create());
    }

    /** Deletes it and what it owns; one that is gone is gone. */
    void delete(ManifestObject thing) {
        at(thing)
                .withName(thing.name())
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> at(
            ManifestObject thing) {
        var all = client.genericKubernetesResources(thing.kindOf());
        return thing.namespace().isEmpty() ? all : all.inNamespace(thing.namespace());
    }

    private static GenericKubernetesResource resource(JsonNode json) {
        return JSON.convertValue(json, GenericKubernetesResource.class);
    }

    private static ObjectNode json(GenericKubernetesResource resource) {
        return JSON.valueToTree(resource);
    }
}
