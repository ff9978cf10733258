package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.store.Kinds;
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
public record Kind(String name, Standing standing) {
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
    public static List<Kind> all(KubernetesClient client) {
        Shelf shelf = new Shelf(client);
        return Manifests.of(Optional.empty(), Manifests.NAMESPACE).crds().stream()
                .map(Thing::new)
                .map(thing -> new Kind(thing.name(), standing(client, shelf, thing)))
                .toList();
    }

    private static Standing standing(KubernetesClient client, Shelf shelf, Thing thing) {
        Optional<ObjectNode> found = Optional.empty();
        try {
            found = shelf.get(thing);
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
        }
        return found.map(it -> Sameness.same(it, thing.json()) ? Standing.same : Standing.differs)
                .orElseGet(() -> served(client, thing) ? Standing.same : Standing.missing);
    }

    private static boolean served(KubernetesClient client, Thing thing) {
        ResourceDefinitionContext kind = Stream.of(Kinds.POLICY, Kinds.ROLLOUT)
                .filter(one -> thing.name().startsWith(one.getPlural() + "."))
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
