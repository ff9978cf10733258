package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ManagedNamespaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts Roles in a list of namespaces in the place of the ClusterRoles. The rules stand in the manifests; which namespaces they are for, no
 * manifest can say.
 *
 * @param namespaces the namespaces; where all are meant, all stays as it is
 */
record NamespacedRights(ManagedNamespaces namespaces) {
    /** Of the controller. */
    static final String CONTROLLER = "sluice-controller";

    /** Of the controller, where it only reads. */
    static final String GATEWAYS = "sluice-gateways";

    static final String DASHBOARD = "sluice-dashboard";

    /** Of the controller, to the Secrets that policies name. */
    static final String PROBE_SECRETS = "sluice-probe-secrets";

    private static final String GATEWAYS_SETTING = "SLUICE_GATEWAYS_NAMESPACES";
    private static final String EVERY = "*";

    /** The settings of a Deployment's process. */
    static final String ENV = "/spec/template/spec/containers/0/env";

    /** Reviews are questions about no namespace. */
    private static final Set<String> OF_THE_CLUSTER = Set.of("authentication.k8s.io", "authorization.k8s.io");

    /** The objects of an installation that is let into these namespaces alone. */
    List<ObjectNode> in(List<ObjectNode> objects) {
        if (namespaces.all()) {
            return objects;
        }
        List<ObjectNode> all = new ArrayList<>();
        for (ObjectNode object : objects) {
            ManifestObject thing = new ManifestObject(object);
            if (thing.is("ClusterRole") && thing.name().equals(CONTROLLER)) {
                all.addAll(roles());
            } else if (thing.name().equals(PROBE_SECRETS)) {
                namespaces.apps().forEach(one -> all.add(within(object, one)));
            } else if (!thing.is("ClusterRoleBinding") || !thing.name().equals(CONTROLLER)) {
                all.add(object);
            }
            if (thing.is("ClusterRole") && thing.name().equals(DASHBOARD)) {
                narrow((ArrayNode) object.path("rules"));
                all.addAll(each("namespaced/dashboard-apps", namespaces.apps()));
            }
            if (thing.is("Deployment")) {
                tell(object, ManagedNamespaces.SETTING, namespaces.apps());
            }
        }
        return all;
    }

    /** Tells the controller where gateways are, and NetworkPolicies, which would keep it from any others. */
    static void tell(List<ObjectNode> objects, List<String> gateways) {
        List<String> before = gateways(objects);
        objects.stream()
                .filter(object -> new ManifestObject(object).is("NetworkPolicy"))
                .forEach(object -> open(object, before, gateways));
        objects.stream()
                .filter(object -> new ManifestObject(object).is("Deployment")
                        && new ManifestObject(object).name().equals(CONTROLLER))
                .forEach(object -> tell(object, GATEWAYS_SETTING, gateways));
    }

    /** Wherever the namespaces of the manifests' gateways stand together. That gateways may be anywhere says nothing of who comes in. */
    private static void open(ObjectNode policy, List<String> before, List<String> gateways) {
        boolean anywhere = gateways.contains(EVERY);
        for (JsonNode selector : policy.at(anywhere ? "/spec/egress" : "/spec").findParents("values")) {
            List<String> names =
                    selector.path("values").valueStream().map(JsonNode::asText).toList();
            if (!names.containsAll(before)) {
                continue;
            }
            ObjectNode own = (ObjectNode) selector;
            if (anywhere) {
                own.put("operator", "Exists").remove("values");
            } else {
                ArrayNode values = own.putArray("values");
                Stream.concat(gateways.stream(), names.stream().filter(name -> !before.contains(name)))
                        .forEach(values::add);
            }
        }
    }

    /** Where the manifests say that gateways are. */
    static List<String> gateways(List<ObjectNode> objects) {
        return objects.stream()
                .flatMap(object -> object.at(ENV).valueStream())
                .filter(one -> one.path("name").asText().equals(GATEWAYS_SETTING))
                .flatMap(one -> Stream.of(one.path("value").asText().split(",", -1)))
                .toList();
    }

    private List<ObjectNode> roles() {
        return Stream.concat(
                        each("namespaced/apps", namespaces.apps()).stream(),
                        each("namespaced/gateways", namespaces.onlyRead()).stream())
                .toList();
    }

    private static List<ObjectNode> each(String directory, List<String> namespaces) {
        return namespaces.stream()
                .flatMap(one -> KustomizeReader.directory(directory).stream()
                        .peek(object -> ((ObjectNode) object.path("metadata")).put("namespace", one)))
                .toList();
    }

    /** A right of the whole cluster, or its binding, as one of a namespace. */
    private static ObjectNode within(ObjectNode object, String namespace) {
        ObjectNode narrow = object.deepCopy();
        narrow.put("kind", object.path("kind").asText().substring("Cluster".length()));
        ((ObjectNode) narrow.path("metadata")).put("namespace", namespace);
        if (narrow.path("roleRef") instanceof ObjectNode role) {
            role.put("kind", "Role");
        }
        return narrow;
    }

    private static void narrow(ArrayNode rules) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (!OF_THE_CLUSTER.contains(rules.get(i).at("/apiGroups/0").asText())) {
                rules.remove(i);
            }
        }
    }

    private static void tell(ObjectNode deployment, String name, List<String> value) {
        ArrayNode env = (ArrayNode) deployment.at(ENV);
        ObjectNode there = env.valueStream()
                .filter(one -> one.path("name").asText().equals(name))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseGet(env::addObject);
        there.put("name", name).put("value", String.join(",", value));
    }
}
