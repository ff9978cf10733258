package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.Cluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The components that an installation has, whatever is asked for this time. An apply takes no objects away; but what a component has changed
 * in the controller's Deployment is gone when that is applied without it, and a guard would be gone with it.
 */
final class InstalledComponents {
    private final ManifestApplier applier;
    private final Cluster cluster;
    private final String namespace;

    InstalledComponents(Cluster cluster, String namespace) {
        this.applier = new ManifestApplier(cluster.client());
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /** Those besides {@code with} that the controller's Deployment shows. */
    List<String> inController(List<String> with) {
        ManifestObject plain = controller(List.of());
        Optional<ObjectNode> there = cluster.ask(plain.ask("get"), () -> applier.get(plain));
        Set<String> found = there.map(InstalledComponents::settings).orElse(Set.of());
        return others(with, part -> {
            Set<String> own = settings(controller(List.of(part)).json());
            own.removeAll(settings(plain.json()));
            return !own.isEmpty() && found.containsAll(own);
        });
    }

    /** Those besides {@code with} whose objects stand beside the controller, as far as one may look. */
    List<String> beside(List<String> with) {
        return others(
                with,
                part -> Manifests.component(part, namespace).stream()
                        .map(ManifestObject::new)
                        .findFirst()
                        .filter(this::stands)
                        .isPresent());
    }

    private boolean stands(ManifestObject thing) {
        try {
            return applier.get(thing).filter(thing::owns).isPresent();
        } catch (KubernetesClientException _) {
            // Whoever may not look, or has no such kind, is only told less.
            return false;
        }
    }

    private static List<String> others(List<String> with, Predicate<String> there) {
        return Manifests.COMPONENTS.stream()
                .filter(part -> !with.contains(part))
                .filter(there)
                .toList();
    }

    private ManifestObject controller(List<String> components) {
        return Manifests.of(Optional.empty(), namespace, components).controller().stream()
                .map(ManifestObject::new)
                .filter(thing -> thing.is("Deployment") && thing.name().equals(NamespacedRights.CONTROLLER))
                .findFirst()
                .orElseThrow();
    }

    /** Settings in environment variables, each with its value. */
    private static Set<String> settings(ObjectNode deployment) {
        return deployment
                .at(NamespacedRights.ENV)
                .valueStream()
                .map(one -> one.path("name").asText() + "=" + one.path("value").asText())
                .collect(Collectors.toSet());
    }
}
