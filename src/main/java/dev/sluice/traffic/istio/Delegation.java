package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.ManagedNamespaces;
import dev.sluice.traffic.TrafficConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The VirtualServices with hosts that delegate to one without. Anybody may write that a VirtualService of theirs delegates to another's, so
 * one counts only where somebody vouches for it: it stands in the same namespace, its namespace is named in the delegate's own
 * {@code exportTo}, or the operator trusts it. All others neither lead Sluice anywhere nor keep it from anything.
 *
 * @param roots those that count
 * @param strangers {@code namespace/name} of those that do not, so many at most
 * @param unread namespaces from which users may come, since the delegate names them, and which are not read
 */
public record Delegation(List<ObjectNode> roots, List<String> strangers, List<String> unread) {
    private static final String EVERYBODY = "*";
    private static final int SHOWN = 3;
    /** Strangers that are known by name. */
    static final int STRANGERS = 20;

    static boolean delegated(JsonNode virtualService) {
        return virtualService.at("/spec/hosts").isEmpty();
    }

    /**
     * How a VirtualService is reached.
     *
     * @param own the VirtualService; with hosts, it is its own root
     * @param objects where roots are looked for, if it has none
     * @throws TrafficConfigException when nothing that counts leads to it
     */
    static Delegation of(ObjectNode own, String namespace, MeshObjects objects, GatewayTrust trust) {
        Set<String> strangers = ConcurrentHashMap.newKeySet();
        return delegated(own)
                ? of(
                        own,
                        namespace,
                        objects.virtualServices(
                                root -> vouched(own, namespace, root, trust),
                                root -> leading(own, namespace, root, trust)
                                        .filter(_ ->
                                                vouched(own, namespace, home(root), trust) || known(strangers, root))),
                        objects.namespaces(),
                        trust)
                : new Delegation(List.of(own), List.of(), List.of());
    }

    /** What is needed of one that may lead to a delegate; of one that does not count, nothing but that it does. */
    private static Optional<ObjectNode> leading(
            ObjectNode delegate, String namespace, ObjectNode root, GatewayTrust trust) {
        boolean vouched = vouched(delegate, namespace, home(root), trust);
        List<JsonNode> routes = routes(root, delegate.at("/metadata/name").asText(), namespace);
        if (vouched) {
            return routes.isEmpty() && ObjectLimits.why(root).isEmpty() ? Optional.empty() : Optional.of(root);
        }
        if (routes.isEmpty() || delegated(root) || !exported(delegate, namespace, home(root))) {
            return Optional.empty();
        }
        ObjectNode bare = JsonNodeFactory.instance.objectNode();
        bare.putObject("metadata")
                .put("namespace", home(root))
                .put("name", root.at("/metadata/name").asText());
        ObjectNode spec = bare.putObject("spec");
        spec.putArray("hosts").add("");
        spec.putArray("http").addObject().set("delegate", routes.getFirst().path("delegate"));
        return Optional.of(bare);
    }

    /** Anybody may write thousands. */
    private static boolean known(Set<String> strangers, ObjectNode root) {
        String key = home(root) + "/" + root.at("/metadata/name").asText();
        return strangers.contains(key) || (strangers.size() < STRANGERS && strangers.add(key));
    }

    private static Delegation of(
            ObjectNode delegate,
            String namespace,
            List<ObjectNode> all,
            ManagedNamespaces namespaces,
            GatewayTrust trust) {
        String name = delegate.at("/metadata/name").asText();
        List<ObjectNode> leading = all.stream()
                .filter(root ->
                        !delegated(root) && !routes(root, name, namespace).isEmpty())
                .filter(root -> exported(delegate, namespace, home(root)))
                .toList();
        List<ObjectNode> roots = leading.stream()
                .filter(root -> vouched(delegate, namespace, home(root), trust))
                .toList();
        List<String> strangers = leading.stream()
                .filter(root -> !vouched(delegate, namespace, home(root), trust))
                .map(root -> home(root) + "/" + root.at("/metadata/name").asText())
                .sorted()
                .toList();
        List<String> unread = exportTo(delegate).stream()
                .filter(KubernetesNames::namespace)
                .filter(there -> !namespaces.read(there))
                .sorted()
                .toList();
        if (roots.isEmpty()) {
            all.stream()
                    .filter(root -> vouched(delegate, namespace, home(root), trust))
                    .forEach(ObjectLimits::needed);
            throw new TrafficConfigException(
                    strangers.isEmpty()
                            ? without(name, namespaces, unread)
                            : "VirtualService " + name
                                    + " has no hosts, and those that delegate to it are of other namespaces ("
                                    + some(strangers) + "), where anybody may write one; "
                                    + GatewayTrust.rootCure(
                                            name,
                                            leading.getFirst()
                                                    .at("/metadata/namespace")
                                                    .asText()));
        }
        return new Delegation(List.copyOf(roots), strangers, unread);
    }

    private static String without(String name, ManagedNamespaces namespaces, List<String> unread) {
        String what = "VirtualService " + name + " has no hosts and no other VirtualService";
        if (namespaces.all()) {
            return what + " delegates to it; add hosts and gateways";
        }
        return what + " of the namespaces that Sluice reads (" + some(namespaces.read()) + ") delegates to it; "
                + (unread.isEmpty()
                        ? "add hosts and gateways, or " + GatewayTrust.readCure("the namespace of the one that does")
                        : GatewayTrust.readCure(unread.getFirst()));
    }

    /** What a person should know of those that do not count. */
    List<String> notes(String delegate) {
        List<String> notes = new ArrayList<>();
        if (!strangers.isEmpty()) {
            notes.add(
                    "VirtualService " + delegate + " is delegated to by " + some(strangers)
                            + " too, which is of another namespace and does not count: users who come that way are not waited for");
        }
        if (!unread.isEmpty()) {
            notes.add("VirtualService " + delegate + " is exported to " + some(unread)
                    + ", which Sluice does not read: users who come by a VirtualService there are not waited for");
        }
        return notes;
    }

    /** The same for a person who looks, each with the cure. */
    List<String> ignored(String delegate) {
        Stream<String> hidden = unread.stream()
                .map(there -> "VirtualService " + delegate + " is exported to namespace " + there
                        + ", which Sluice does not read; " + GatewayTrust.readCure(there));
        Stream<String> strange = strangers.stream()
                .map(root -> "VirtualService " + root + " delegates to " + delegate
                        + " and does not count: it is of another namespace, where anybody may write one; if it is to count, "
                        + GatewayTrust.rootCure(delegate, root.substring(0, root.indexOf('/'))));
        return Stream.concat(strange, hidden).toList();
    }

    /** Those of the roots that are bound to gateways; the first where none is. */
    List<ObjectNode> bound() {
        List<ObjectNode> bound =
                roots.stream().filter(IstioGatewayLocator::bound).toList();
        return bound.isEmpty() ? roots.subList(0, 1) : bound;
    }

    /** The host that the policy names, for a way that has it: of several, each has hosts of its own. */
    String asked(ObjectNode root, String host) {
        boolean takes = roots.size() == 1
                || StreamSupport.stream(root.at("/spec/hosts").spliterator(), false)
                        .map(JsonNode::asText)
                        .anyMatch(own -> GatewayListener.covers(own, host));
        return takes ? host : "";
    }

    /** As many as a person reads. */
    public static String some(List<String> all) {
        return all.size() <= SHOWN
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, SHOWN)) + " and " + (all.size() - SHOWN) + " more";
    }

    /** The http routes that delegate to a VirtualService. */
    static List<JsonNode> routes(JsonNode root, String name, String namespace) {
        String home = home(root);
        return StreamSupport.stream(ManagedRoutes.http(root).spliterator(), false)
                .filter(route -> {
                    JsonNode to = route.path("delegate");
                    String there = to.path("namespace").asText();
                    return to.path("name").asText().equals(name) && (there.isEmpty() ? home : there).equals(namespace);
                })
                .toList();
    }

    /** Istio's own rule: a delegate that is not exported to a root's namespace is left out there. */
    static boolean exported(JsonNode delegate, String namespace, String root) {
        List<String> to = exportTo(delegate);
        return to.isEmpty()
                || to.contains(EVERYBODY)
                || to.contains(root)
                || (to.contains(".") && root.equals(namespace));
    }

    /** Whether somebody vouches for the VirtualServices of a root's namespace. */
    static boolean vouched(JsonNode delegate, String namespace, String root, GatewayTrust trust) {
        return root.equals(namespace) || exportTo(delegate).contains(root) || trust.leads(root);
    }

    private static List<String> exportTo(JsonNode virtualService) {
        return StreamSupport.stream(virtualService.at("/spec/exportTo").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String home(JsonNode object) {
        return object.at("/metadata/namespace").asText();
    }
}
