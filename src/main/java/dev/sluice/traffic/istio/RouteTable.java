package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The http routes of one VirtualService, and which of them a policy manages. */
public final class RouteTable {
    private final String namespace;
    private final List<JsonNode> routes;

    RouteTable(JsonNode virtualService, String namespace) {
        this.namespace = namespace;
        this.routes = StreamSupport.stream(ManagedRoutes.http(virtualService).spliterator(), false)
                .filter(route -> !IstioHttpRoute.pinned(route))
                .toList();
    }

    /**
     * The http routes that both would manage for the same destination host, by name or place; none where a policy's host is
     * not plain to see.
     */
    public List<String> common(RouteSpec one, RouteSpec other) {
        return host(one).equals(host(other)) ? shared(one, other) : List.of();
    }

    /**
     * The http routes that both would manage, whichever host each splits: the pinned routes of both would stand before the same one, and its weights are
     * shared.
     */
    public List<String> shared(RouteSpec one, RouteSpec other) {
        Optional<IstioHost> first = host(one);
        Optional<IstioHost> second = host(other);
        List<String> common = new ArrayList<>();
        for (int i = 0; first.isPresent() && second.isPresent() && i < routes.size(); i++) {
            JsonNode route = routes.get(i);
            if (names(one, route)
                    && names(other, route)
                    && destinations(route).anyMatch(to -> host(to).equals(first.get()))
                    && destinations(route).anyMatch(to -> host(to).equals(second.get()))) {
                String name = route.path("name").asText();
                common.add(name.isEmpty() ? "number " + (i + 1) : name);
            }
        }
        return common;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof RouteTable table
                        && table.namespace.equals(namespace)
                        && table.routes.equals(routes));
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, routes);
    }

    /** The policy's host, or else the only one that has subsets in the routes that it names. */
    private Optional<IstioHost> host(RouteSpec spec) {
        if (!spec.host().isEmpty()) {
            return Optional.of(IstioHost.of(spec.host(), namespace));
        }
        Set<IstioHost> hosts = routes.stream()
                .filter(route -> names(spec, route))
                .flatMap(RouteTable::destinations)
                .filter(to -> to.has("subset"))
                .map(this::host)
                .collect(Collectors.toSet());
        return hosts.size() == 1 ? hosts.stream().findFirst() : Optional.empty();
    }

    private IstioHost host(JsonNode destination) {
        return IstioHost.of(destination.path("host").asText(), namespace);
    }

    private static boolean names(RouteSpec spec, JsonNode route) {
        return spec.httpRoutes().isEmpty()
                || spec.httpRoutes().contains(route.path("name").asText());
    }

    private static Stream<JsonNode> destinations(JsonNode route) {
        return StreamSupport.stream(route.path("route").spliterator(), false).map(entry -> entry.path("destination"));
    }
}
