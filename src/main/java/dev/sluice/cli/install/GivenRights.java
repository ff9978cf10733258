package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.Ask;
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
    List<Thing> inNamespaces(Set<String> names) {
        List<Thing> found = new ArrayList<>();
        bindings().stream()
                .filter(binding -> names.contains(binding.name()) && isOurs(binding))
                .forEach(binding -> {
                    found.add(binding);
                    found.add(roleOf(binding));
                });
        return found;
    }

    /** What is there, and is not among these any more; in the order in which it has to be taken away. */
    List<Thing> beyond(List<ObjectNode> wanted) {
        Set<String> names = names(wanted);
        List<String> kept =
                wanted.stream().map(object -> new Thing(object).toString()).toList();
        List<Thing> all = new ArrayList<>();
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
                .map(Thing::new)
                .filter(thing -> thing.is("Deployment") || thing.name().equals(NamespacedRights.PROBE_SECRETS))
                .map(Thing::name)
                .distinct();
        return Set.copyOf(names.flatMap(name -> name.equals(NamespacedRights.CONTROLLER)
                        ? Stream.of(name, NamespacedRights.GATEWAYS)
                        : Stream.of(name))
                .toList());
    }

    private boolean stands(Thing thing) {
        var found = cluster.ask(thing.ask("get"), () -> new Shelf(cluster.client()).get(thing));
        return found.isPresent()
                && thing.owns(found.get())
                && (!thing.is("ClusterRoleBinding") || isOurs(new Thing(found.get())))
                && (!thing.is("ClusterRole") || stands(whole("ClusterRoleBinding", thing.name())));
    }

    private boolean isOurs(Thing binding) {
        return binding.json().path("subjects").findValuesAsText("namespace").contains(namespace);
    }

    private List<Thing> bindings() {
        return cluster.ask(
                new Ask("list", "rolebindings." + GROUP, ""),
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

    private static Thing thing(HasMetadata found) {
        return new Thing(json(found).put("apiVersion", GROUP + "/v1").put("kind", "RoleBinding"));
    }

    private static ObjectNode json(HasMetadata found) {
        return JSON.valueToTree(found);
    }

    private static Thing roleOf(Thing binding) {
        return named("Role", binding.json().at("/roleRef/name"), binding.namespace());
    }

    private static Thing whole(String kind, String name) {
        return named(kind, JSON.getNodeFactory().textNode(name), "");
    }

    private static Thing named(String kind, JsonNode name, String namespace) {
        ObjectNode json =
                JSON.createObjectNode().put("apiVersion", GROUP + "/v1").put("kind", kind);
        ObjectNode metadata = json.putObject("metadata");
        metadata.set("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return new Thing(json);
    }
}
