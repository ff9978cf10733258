package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.ApiRequestDescription;
import dev.sluice.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an installation was given by Roles in some namespaces, or by a ClusterRole: an apply takes nothing away, and whoever installs
 * Sluice for fewer namespaces than before means that it loses the others.
 */
final class GivenRights {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;
    private final String namespace;

    /** @param namespace of the installation's accounts */
    GivenRights(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /** Bindings in namespaces, each with its Role behind it. A Role is taken away first, as long as its binding tells whose it is. */
    List<ManifestObject> inNamespaces(Set<String> names) {
        List<ManifestObject> found = new ArrayList<>();
        bindings().stream()
                .filter(binding -> names.contains(binding.name()) && isOurs(binding))
                .forEach(binding -> {
                    found.add(binding);
                    found.add(roleOf(binding));
                });
        return found;
    }

    /** What is there, and is not among these any more; in the order in which it has to be taken away. */
    List<ManifestObject> beyond(List<ObjectNode> wanted) {
        Set<String> names = names(wanted);
        List<String> kept = wanted.stream()
                .map(object -> new ManifestObject(object).toString())
                .toList();
        List<ManifestObject> all = new ArrayList<>();
        for (String name : List.of(NamespacedRights.CONTROLLER, NamespacedRights.PROBE_SECRETS)) {
            if (names.contains(name)) {
                all.add(whole("ClusterRoleBinding", name));
                all.add(whole("ClusterRole", name));
            }
        }
        all.addAll(inNamespaces(names));
        return all.reversed().stream()
                .filter(thing -> !kept.contains(thing.toString()))
                .filter(this::stands)
                .toList();
    }

    /** A component that is not installed this time keeps what it has. */
    private static Set<String> names(List<ObjectNode> wanted) {
        Stream<String> names = wanted.stream()
                .map(ManifestObject::new)
                .filter(thing -> thing.is("Deployment") || thing.name().equals(NamespacedRights.PROBE_SECRETS))
                .map(ManifestObject::name)
                .distinct();
        return Set.copyOf(names.flatMap(name -> name.equals(NamespacedRights.CONTROLLER)
                        ? Stream.of(name, NamespacedRights.GATEWAYS)
                        : Stream.of(name))
                .toList());
    }

    private boolean stands(ManifestObject thing) {
        var found = cluster.ask(thing.ask("get"), () -> new ManifestApplier(cluster.client()).get(thing));
        return found.isPresent()
                && thing.owns(found.get())
                && (!thing.is("ClusterRoleBinding") || isOurs(new ManifestObject(found.get())))
                && (!thing.is("ClusterRole") || stands(whole("ClusterRoleBinding", thing.name())));
    }

    private boolean isOurs(ManifestObject binding) {
        return binding.json().path("subjects").findValuesAsText("namespace").contains(namespace);
    }

    private List<ManifestObject> bindings() {
        return cluster.ask(
                new ApiRequestDescription("list", "rolebindings." + GROUP, ""),
                () -> cluster
                        .client()
                        .rbac()
                        .roleBindings()
                        .inAnyNamespace()
                        .withLabel("app.kubernetes.io/name", "sluice")
                        .list()
                        .getItems()
                        .stream()
                        .map(GivenRights::thing)
                        .toList());
    }

    private static ManifestObject thing(HasMetadata found) {
        return new ManifestObject(json(found).put("apiVersion", GROUP + "/v1").put("kind", "RoleBinding"));
    }

    private static ObjectNode json(HasMetadata found) {
        return JSON.valueToTree(found);
    }

    private static ManifestObject roleOf(ManifestObject binding) {
        return named("Role", binding.json().at("/roleRef/name"), binding.namespace());
    }

    private static ManifestObject whole(String kind, String name) {
        return named(kind, JSON.getNodeFactory().textNode(name), "");
    }

    private static ManifestObject named(String kind, JsonNode name, String namespace) {
        ObjectNode json =
                JSON.createObjectNode().put("apiVersion", GROUP + "/v1").put("kind", kind);
        ObjectNode metadata = json.putObject("metadata");
        metadata.set("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return new ManifestObject(json);
    }
}
