package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ManagedNamespaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The objects as the API server has them now.
 *
 * @param documents asks for them
 * @param trust where gateways may have pods
 * @param asker the namespace for whose policies they are asked for; all namespaces together are read in its turns
 * @param each runs before each request of a look; what it throws ends the look
 */
record FetchedObjects(IstioResourceClient documents, GatewayTrust trust, String asker, Runnable each)
        implements MeshObjects {
    /** Nobody is told of requests. */
    FetchedObjects(IstioResourceClient documents, GatewayTrust trust, String asker) {
        this(documents, trust, asker, () -> {});
    }

    @Override
    public ManagedNamespaces namespaces() {
        return documents.namespaces();
    }

    @Override
    public Optional<ObjectNode> virtualService(String namespace, String name) {
        each.run();
        return documents
                .get(IstioResourceClient.VIRTUAL_SERVICE, namespace, name)
                .map(ObjectLimits::bounded);
    }

    @Override
    public List<ObjectNode> virtualServices(Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean) {
        each.run();
        return documents.virtualServices(asker, asked, lean);
    }

    @Override
    public List<ObjectNode> destinationRules(String namespace) {
        each.run();
        return documents.rules(namespace, List.of());
    }

    @Override
    public Optional<ObjectNode> gateway(String namespace, String name) {
        each.run();
        return documents.get(IstioResourceClient.GATEWAY, namespace, name).map(ObjectLimits::bounded);
    }

    @Override
    public Optional<Map<String, String>> selector(String namespace, String service) {
        each.run();
        return documents.selector(namespace, service);
    }

    @Override
    public Set<String> homes(Map<String, String> selector, String home) {
        each.run();
        return documents.pods(selector, home, trust).stream()
                .map(GatewayPod::namespace)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<List<GatewayPod>> pods(Map<String, String> selector, String home) {
        each.run();
        return Optional.of(documents.pods(selector, home, trust));
    }
}
