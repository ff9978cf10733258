package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Where VirtualServices send what comes to gateways, copies included; of one that is not looked into, too, since Istio serves it all the same. */
final class Destinations {
    /** Of a VirtualService that nothing is known of. */
    static final IstioHost ANY = new IstioHost("*", "*");

    /** Characters that one weighs beside its name, as it is kept. */
    private static final int WEIGHT = 128;

    private Destinations() {}

    static Set<IstioHost> of(Optional<ObjectNode> kept) {
        return kept.map(one -> ObjectLimits.destinations(one).orElseGet(() -> read(one)))
                .orElse(Set.of());
    }

    /** Those of a VirtualService that was read in full; of any other object there are none. */
    static Set<IstioHost> read(ObjectNode virtualService) {
        if (!Delegation.delegated(virtualService) && !IstioGatewayLocator.bound(virtualService)) {
            return Set.of();
        }
        String namespace = virtualService.at("/metadata/namespace").asText();
        return StreamSupport.stream(ManagedRoutes.http(virtualService).spliterator(), false)
                .flatMap(route -> Stream.of(route.path("route"), route.path("mirrors"), route.path("mirror")))
                .flatMap(to -> to.isArray()
                        ? StreamSupport.stream(to.spliterator(), false).map(each -> each.at("/destination/host"))
                        : Stream.of(to.path("host")))
                .filter(JsonNode::isTextual)
                .map(host -> IstioHost.of(host.asText(), namespace))
                .collect(Collectors.toSet());
    }

    /** About as many characters as take that much memory. */
    static long weight(Set<IstioHost> hosts) {
        return hosts.stream()
                .mapToLong(host ->
                        WEIGHT + host.service().length() + host.namespace().length())
                .sum();
    }
}
