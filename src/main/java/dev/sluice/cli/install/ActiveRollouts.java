package dev.sluice.cli.install;

import dev.sluice.cli.cluster.AllNamespaces;
import dev.sluice.cli.cluster.ApiRequestDescription;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.RolloutWriter;
import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/** The Rollouts and policies of a whole cluster, where their kinds may be missing. */
final class ActiveRollouts {
    private static final int NOT_FOUND = 404;

    private final Cluster cluster;

    ActiveRollouts(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Those that may have something in the mesh. */
    List<StoredRollout> active() {
        return all().stream().filter(StoredRollout::active).toList();
    }

    List<StoredRollout> all() {
        return list(CrdContexts.ROLLOUT).stream()
                .flatMap(raw -> RolloutClient.read(raw).stream())
                .toList();
    }

    int policies() {
        return list(CrdContexts.POLICY).size();
    }

    /** One that is gone meanwhile needs no end. */
    void abort(StoredRollout rollout) {
        try {
            var _ = new RolloutWriter(cluster).desire(rollout, Desired.Aborted);
        } catch (CliException.NotFound _) {
            return;
        }
    }

    /** The namespace and name of each VirtualService that still holds pinned routes. */
    List<String> pinned() {
        ResourceDefinitionContext kind = new ResourceDefinitionContext.Builder()
                .withGroup("networking.istio.io")
                .withVersion("v1")
                .withKind("VirtualService")
                .withPlural("virtualservices")
                .withNamespaced(true)
                .build();
        return list(kind).stream()
                .filter(route -> route.getAdditionalProperties().toString().contains("x-sluice-pin"))
                .map(route -> route.getMetadata().getNamespace() + "/"
                        + route.getMetadata().getName())
                .toList();
    }

    private List<GenericKubernetesResource> list(ResourceDefinitionContext kind) {
        return cluster.ask(new ApiRequestDescription("list", kind.getPlural() + "." + kind.getGroup(), ""), () -> {
            try {
                var all = cluster.client().genericKubernetesResources(kind);
                return AllNamespaces.list(cluster.client(), all);
            } catch (KubernetesClientException e) {
                return none(e);
            }
        });
    }

    private static <T> List<T> none(KubernetesClientException e) {
        if (e.getCode() == NOT_FOUND) {
            return List.of();
        }
        throw e;
    }
}
