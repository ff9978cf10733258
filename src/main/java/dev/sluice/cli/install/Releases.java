package dev.sluice.cli.install;

import dev.sluice.store.Kinds;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/** The Rollouts and policies of a whole cluster, where their kinds may be missing. */
final class Releases {
    private static final int NOT_FOUND = 404;
    private static final String ABORT = "{\"spec\":{\"desired\":\"Aborted\"}}";

    private final KubernetesClient client;

    Releases(KubernetesClient client) {
        this.client = client;
    }

    /** Those that may have something in the mesh. */
    List<StoredRollout> active() {
        return all().stream().filter(StoredRollout::active).toList();
    }

    List<StoredRollout> all() {
        try {
            return client.genericKubernetesResources(Kinds.ROLLOUT).inAnyNamespace().list().getItems().stream()
                    .flatMap(raw -> Rollouts.read(raw).stream())
                    .toList();
        } catch (KubernetesClientException e) {
            return none(e);
        }
    }

    int policies() {
        return count(Kinds.POLICY);
    }

    private int count(ResourceDefinitionContext kind) {
        try {
            return client.genericKubernetesResources(kind)
                    .inAnyNamespace()
                    .list()
                    .getItems()
                    .size();
        } catch (KubernetesClientException e) {
            return none(e).size();
        }
    }

    void abort(StoredRollout rollout) {
        client.genericKubernetesResources(Kinds.ROLLOUT)
                .inNamespace(rollout.namespace())
                .withName(rollout.name())
                .patch(PatchContext.of(PatchType.JSON_MERGE), ABORT);
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
        try {
            return client.genericKubernetesResources(kind).inAnyNamespace().list().getItems().stream()
                    .filter(route -> route.getAdditionalProperties().toString().contains("x-sluice-pin"))
                    .map(route -> route.getMetadata().getNamespace() + "/"
                            + route.getMetadata().getName())
                    .toList();
        } catch (KubernetesClientException e) {
            return none(e);
        }
    }

    private static <T> List<T> none(KubernetesClientException e) {
        if (e.getCode() == NOT_FOUND) {
            return List.of();
        }
        throw e;
    }
}
