package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kubernetes.CrdContexts;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of Sluice's kinds.
 *
 * @param name the name of its CustomResourceDefinition
 * @param standing how it is in the cluster
 */
public record CrdInfo(String name, Standing standing) {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** How a kind is in the cluster. */
    public enum Standing {
        /** As this binary has it; or it is served and its definition may not be read. */
        same,
        /** Otherwise than this binary has it. */
        differs,
        /** It is not served. */
        missing
    }

    /** All of them. */
    public static List<CrdInfo> all(KubernetesClient client) {
        ManifestApplier applier = new ManifestApplier(client);
        return Manifests.of(Optional.empty(), Manifests.NAMESPACE).crds().stream()
                .map(ManifestObject::new)
                .map(object -> new CrdInfo(object.name(), standing(client, applier, object)))
                .toList();
    }

    private static Standing standing(KubernetesClient client, ManifestApplier applier, ManifestObject object) {
        Optional<ObjectNode> found = Optional.empty();
        try {
            found = applier.get(object);
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
        }
        return found.map(it -> object.isIn(it) ? Standing.same : Standing.differs)
                .orElseGet(() -> served(client, object) ? Standing.same : Standing.missing);
    }

    private static boolean served(KubernetesClient client, ManifestObject object) {
        ResourceDefinitionContext kind = Stream.of(CrdContexts.POLICY, CrdContexts.ROLLOUT)
                .filter(one -> object.name().startsWith(one.getPlural() + "."))
                .findFirst()
                .orElseThrow();
        try {
            client.genericKubernetesResources(kind)
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return false;
            }
            if (e.getCode() == FORBIDDEN) {
                return true;
            }
            throw e;
        }
    }
}
