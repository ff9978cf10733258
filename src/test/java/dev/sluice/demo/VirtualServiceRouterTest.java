package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class VirtualServiceRouterTest {
    private static final ProxyRequest CALL = new ProxyRequest("GET", "shop.example", "/", Map.of());

    @Test
    void firstRouteThatTakesTheCallWins() {
        VirtualServiceRouter mesh =
                mesh("http: [{name: other, match: [{method: {exact: POST}}]}, {name: first}, {name: late}]");

        assertThat(name(mesh)).contains("first");
    }

    @Test
    void routesThatTakeEverythingComeLast() {
        VirtualServiceRouter mesh = mesh("http: [{name: all}, {name: exact, match: [{uri: {exact: /}}]}]");

        assertThat(name(mesh)).contains("exact");
    }

    @Test
    void moreExactHostWins() {
        VirtualServiceRouter mesh = new VirtualServiceRouter(
                List.of(
                        service("hosts: ['*'], http: [{name: any}]"),
                        service("hosts: ['*.example'], http: [{name: suffix}]"),
                        service("hosts: [shop.example], http: [{name: exact}]")),
                List.of());

        assertThat(name(mesh)).contains("exact");
    }

    @Test
    void meshOnlyVirtualServiceIsNotOnTheGateway() {
        JsonNode inside = Yaml.read("{metadata: {namespace: shop}, spec: {hosts: ['*'], http: [{name: a}]}}");

        assertThat(name(new VirtualServiceRouter(List.of(inside), List.of()))).isEmpty();
    }

    @Test
    void weightsAreRelative() {
        JsonNode http = Yaml.read("route: [{destination: {subset: v1}, weight: 3}, "
                + "{destination: {subset: v2}, weight: 1}, {destination: {subset: v3}, weight: 0}]");

        var counts = new Random(7)
                .doubles(10_000)
                .mapToObj(point -> VirtualServiceRouter.destination(http, point)
                        .at("/destination/subset")
                        .asText())
                .collect(Collectors.groupingBy(subset -> subset, Collectors.counting()));

        assertThat(counts).containsOnlyKeys("v1", "v2");
        assertThat(counts.get("v2")).isBetween(2300L, 2700L);
    }

    @Test
    void singleDestinationNeedsNoWeight() {
        JsonNode http = Yaml.read("route: [{destination: {subset: v1}}]");

        assertThat(VirtualServiceRouter.destination(http, 0.99)
                        .at("/destination/subset")
                        .asText())
                .isEqualTo("v1");
    }

    @Test
    void subsetIsFoundByTheHostsFullName() {
        VirtualServiceRouter mesh = new VirtualServiceRouter(
                List.of(),
                List.of(Yaml.read("spec: {host: app.shop.svc.cluster.local, "
                        + "subsets: [{name: v2, labels: {version: v2}}]}")));

        assertThat(mesh.labels("shop", "app", "v2")).contains(Map.of("version", "v2"));
        assertThat(mesh.labels("shop", "app", "v3")).isEmpty();
        assertThat(mesh.labels("other", "app", "v2")).isEmpty();
    }

    private static VirtualServiceRouter mesh(String spec) {
        return new VirtualServiceRouter(List.of(service("hosts: ['*'], " + spec)), List.of());
    }

    private static JsonNode service(String spec) {
        return Yaml.read("{metadata: {namespace: shop}, spec: {gateways: [gateway], " + spec + "}}");
    }

    private static Optional<String> name(VirtualServiceRouter mesh) {
        return mesh.route(CALL).map(route -> route.http().path("name").asText());
    }
}
