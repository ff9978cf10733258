package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.ManagedNamespaces;
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
 */
record FetchedObjects(IstioResourceClient documents, GatewayTrust trust, String asker) implements MeshObjects {
    @Override
    public ManagedNamespaces namespaces() {
        return documents.namespaces();
    }

    @Override
    public Optional<ObjectNode> virtualService(String namespace, String name) {
        return documents
                .get(IstioResourceClient.VIRTUAL_SERVICE, namespace, name)
                .map(ObjectLimits::bounded);
    }

    @Override
    public List<ObjectNode> virtualServices(Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean) {
        return documents.virtualServices(asker, asked, lean);
    }

    @Override
    public List<ObjectNode> destinationRules(String namespace) {
        return documents.rules(namespace, List.of());
    }

    @Override
    public Optional<ObjectNode> gateway(String namespace, String name) {
        return documents.get(IstioResourceClient.GATEWAY, namespace, name).map(ObjectLimits::bounded);
    }

    @Override
    public Optional<Map<String, String>> selector(String namespace, String service) {
        return documents.selector(namespace, service);
    }

    @Override
    public Set<String> homes(Map<String, String> selector, String home) {
        return documents.pods(selector, home, trust).stream()
                .map(GatewayPod::namespace)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<List<GatewayPod>> pods(Map<String, String> selector, String home) {
        return Optional.of(documents.pods(selector, home, trust));
    }
}
