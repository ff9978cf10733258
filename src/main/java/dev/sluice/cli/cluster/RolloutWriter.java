package dev.sluice.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What people change with a command: a wish, an annotation, a scale. Everything else in these objects stays as it is. */
public final class RolloutWriter {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private final Cluster cluster;

    /** In this cluster. */
    public RolloutWriter(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Sets what the user wants of a Rollout.
     *
     * @return the Rollout with that wish
     * @throws CliException when that is not allowed, or it is gone
     */
    public StoredRollout desire(StoredRollout rollout, Desired desired) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("desired", desired.name());
        ApiRequestDescription ask = new ApiRequestDescription("patch", "rollouts.sluice.dev", rollout.namespace());
        var found = cluster.client()
                .genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(rollout.namespace())
                .withName(rollout.name());
        return Optional.ofNullable(cluster.ask(ask, () -> found.patch(MERGE, patch.toString())))
                .flatMap(RolloutClient::read)
                .orElseThrow(() -> new CliException.NotFound("Rollout " + rollout.name() + " is gone"));
    }

    /**
     * Annotates a Deployment, and scales it in the same moment.
     *
     * @param replicas how many pods; empty to leave that as it is
     * @throws CliException when that is not allowed, or it is gone
     */
    public Deployment annotate(Deployment deployment, Map<String, String> annotations, OptionalInt replicas) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode all = patch.putObject("metadata").putObject("annotations");
        annotations.forEach(all::put);
        replicas.ifPresent(count -> patch.putObject("spec").put("replicas", count));
        String namespace = deployment.getMetadata().getNamespace();
        String name = deployment.getMetadata().getName();
        var found = cluster.client().apps().deployments().inNamespace(namespace).withName(name);
        ApiRequestDescription ask = new ApiRequestDescription("patch", "deployments.apps", namespace);
        return Optional.ofNullable(cluster.ask(ask, () -> found.patch(MERGE, patch.toString())))
                .orElseThrow(() -> new CliException.NotFound("Deployment " + name + " is gone"));
    }
}
