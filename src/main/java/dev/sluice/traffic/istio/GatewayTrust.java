package dev.sluice.traffic.istio;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which pods may be gateways, and whose VirtualServices may lead to those of others. Labels prove nothing: whoever may create pods can
 * give them a gateway's, so it is the operator who says it.
 *
 * @param namespaces namespaces whose pods may be the gateways of every Gateway; {@code *} stands for all
 * @param own namespaces whose pods may be the gateways of the Gateways of that same namespace; {@code *} stands for all
 * @param roots further namespaces whose VirtualServices may delegate to those of others; {@code *} stands for all
 * @param nodes whether pods on their node's network may be gateways
 */
public record GatewayTrust(List<String> namespaces, List<String> own, List<String> roots, boolean nodes) {
    /** Where Istio's own guides install gateways. */
    static final List<String> USUAL = List.of("istio-system", "istio-ingress");

    /** Without a word of the operator's. */
    public static final GatewayTrust USUALLY = new GatewayTrust(USUAL, List.of(), List.of(), false);

    private static final String EVERY = "*";
    private static final String NAMESPACES = "SLUICE_GATEWAYS_NAMESPACES";
    private static final String OWN = "SLUICE_GATEWAYS_OWN_NAMESPACES";
    private static final String ROOTS = "SLUICE_GATEWAYS_ROOT_NAMESPACES";
    private static final String NODES = "SLUICE_GATEWAYS_HOST_NETWORK";

    /** Copies. */
    public GatewayTrust {
        namespaces = List.copyOf(namespaces);
        own = List.copyOf(own);
        roots = List.copyOf(roots);
    }

    /** What the controller of a cluster was told, as far as this client may see it; what is usual where it may not. */
    public static GatewayTrust installed(KubernetesClient client) {
        return InstalledSettings.of(client).trust();
    }

    static GatewayTrust of(Function<String, Optional<List<String>>> lists, Function<String, Optional<String>> values) {
        return new GatewayTrust(
                lists.apply(NAMESPACES).orElse(USUAL),
                lists.apply(OWN).orElse(List.of()),
                lists.apply(ROOTS).orElse(List.of()),
                values.apply(NODES).map(Boolean::parseBoolean).orElse(false));
    }

    /**
     * Where Sluice looks, when the operator lets it into some namespaces: into these, and where it is told that gateways and roots are.
     *
     * @param apps the namespaces; none for all
     */
    ManagedNamespaces within(List<String> apps) {
        return new ManagedNamespaces(
                apps, namespaces, Stream.concat(own.stream(), roots.stream()).toList());
    }

    /** The namespaces in which a Gateway of this one may have pods; {@code *} stands for all. */
    Set<String> homes(String gateway) {
        Set<String> homes = new TreeSet<>(namespaces);
        if (in(own, gateway)) {
            homes.add(gateway);
        }
        return homes;
    }

    /** The same for whatever Gateway. */
    Set<String> homes() {
        Set<String> homes = new TreeSet<>(namespaces);
        homes.addAll(own);
        return homes;
    }

    /** Whether pods of a namespace may be the gateways of a Gateway of another one. */
    boolean admits(String pods, String gateway) {
        return in(namespaces, pods) || (pods.equals(gateway) && in(own, pods));
    }

    boolean admits(GatewayPod pod, String gateway) {
        return admits(pod.namespace(), gateway) && (nodes || !pod.onNode());
    }

    /** Whether pods of a namespace may be the gateways of some Gateway. */
    boolean serves(String pods) {
        return in(namespaces, pods) || in(own, pods);
    }

    /** Whether a VirtualService of a namespace may delegate to one of another, whatever that says itself. */
    boolean leads(String root) {
        return in(namespaces, root) || in(roots, root);
    }

    private static boolean in(List<String> list, String namespace) {
        return list.contains(EVERY) || list.contains(namespace);
    }

    /**
     * Makes sure that a Gateway has other pods than strangers, if it has any.
     *
     * @param pods those that have its labels
     * @param home the Gateway's namespace
     * @throws TrafficConfigException when none of them may be a gateway
     */
    void check(String gateway, String home, List<GatewayPod> pods) {
        if (!pods.isEmpty() && pods.stream().noneMatch(pod -> admits(pod, home))) {
            throw new TrafficConfigException(
                    "Gateway " + gateway + " selects only pods that count as no gateways (" + why(pods.getFirst(), home)
                            + "): anybody could give a pod those labels; " + cure(pods.getFirst(), home));
        }
    }

    /** What a person should know of pods that have a Gateway's labels; pods come and go, so it names their namespaces alone. */
    List<String> notes(String gateway, String home, List<GatewayPod> pods) {
        List<String> strangers = pods.stream()
                .filter(pod -> !admits(pod, home))
                .map(GatewayPod::namespace)
                .distinct()
                .sorted()
                .toList();
        return strangers.isEmpty()
                ? List.of()
                : List.of("pods of namespace " + Delegation.some(strangers) + " have the labels of Gateway " + gateway
                        + " and count as no gateways");
    }

    /** The same for a person who looks: which pod, why, and the cure. */
    String ignored(GatewayPod pod, String gateway, String home) {
        return "pod " + pod.key() + " has the labels of Gateway " + gateway + " and counts as no gateway: "
                + why(pod, home) + "; " + cure(pod, home);
    }

    private String why(GatewayPod pod, String home) {
        return admits(pod.namespace(), home)
                ? "it is on its node's network"
                : "the operator names no gateways in namespace " + pod.namespace();
    }

    private String cure(GatewayPod pod, String gateway) {
        return admits(pod.namespace(), gateway)
                ? "set " + NODES + "=true on the controller if gateways are to be there"
                : "if it is a gateway, let the operator add its namespace to " + NAMESPACES
                        + (pod.namespace().equals(gateway) ? " or " + OWN : "")
                        + " of the controller, else take the labels off it";
    }

    /** What can be done about an object in a namespace that is not read. */
    static String readCure(String namespace) {
        return "let the operator add " + namespace + " to " + NAMESPACES + " (its pods may be gateways), to " + ROOTS
                + " (its VirtualServices may lead here) or to " + ManagedNamespaces.SETTING
                + " (its apps are released) of the controller, with a Role there as sluice install --namespaces makes it";
    }

    /** What can be done about a VirtualService that nobody vouches for. */
    static String rootCure(String delegate, String root) {
        return "name namespace " + root + " in spec.exportTo of VirtualService " + delegate
                + ", or let the operator add it to " + ROOTS + " of the controller";
    }
}
