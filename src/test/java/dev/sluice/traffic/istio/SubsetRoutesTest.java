package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.TrafficTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which routes lead somebody to blue's pods. */
class SubsetRoutesTest {
    private static final ObjectNode RULE = MeshYaml.read("""
            metadata: {name: shop, namespace: ns}
            spec:
              host: shop
              subsets:
                - {name: v1, labels: {version: v1}}
                - {name: v1-front, labels: {version: v1, tier: front}}
                - {name: v2, labels: {version: v2}}
                - {name: all, labels: {app: shop}}
            """);
    private static final SubsetRoutes BLUE = SubsetRoutes.ofBlue(
            new TrafficTarget(
                    "ns",
                    "shop-1",
                    "secret",
                    "v1",
                    "v2",
                    "v2",
                    List.of(new TrafficTarget.Route(
                            RouteRef.virtualService("ns", "web"), List.of(), "shop", List.of(), "", ""))),
            List.of(RULE));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http: [{name: users, route: [{destination: {host: shop, subset: v1}, weight: 0}, {destination: {host: shop, subset: v2}, weight: 100}]}] |
            http: [{name: users, route: [{destination: {host: shop, subset: v1}, weight: 1}, {destination: {host: shop, subset: v2}, weight: 99}]}] | http route users
            http: [{name: only, route: [{destination: {host: shop, subset: v1}}]}]                      | http route only
            http: [{name: only, route: [{destination: {host: shop, subset: v1}, weight: 0}]}]           | http route only
            http: [{name: only, route: [{destination: {host: shop.ns, subset: v1}}]}]                   |
            http: [{name: only, route: [{destination: {host: shop.ns.svc.cluster.local, subset: v1}}]}] | http route only
            http: [{name: only, route: [{destination: {host: shop, subset: v1-front}}]}]                | http route only
            http: [{name: only, route: [{destination: {host: shop, subset: all}}]}]                     |
            http: [{name: only, route: [{destination: {host: cart, subset: v1}}]}]                      |
            http: [{name: only, redirect: {uri: /}}]                                                    |
            http: [{name: sluice-pin-blue, route: [{destination: {host: shop, subset: v1}}]}]           |
            tcp: [{route: [{destination: {host: shop, subset: v1}}]}]                                   | tcp route
            tls: [{match: [{sniHosts: [a.b]}], route: [{destination: {host: shop, subset: v1}}]}]       | tls route
            """)
    void findsThoseThatLeadToBluesPods(String routes, String found) {
        assertThat(found(routes))
                .isEqualTo(Optional.ofNullable(found).map(route -> route + " of VirtualService ns/any"));
    }

    /** What nobody looked into may lead anywhere. */
    @Test
    void takesOneThatIsNotLookedIntoForOneThatLeadsToBlue() {
        ObjectNode large = service("http: [{route: [{destination: {host: shop, subset: v2}}]}]");

        assertThat(BLUE.in(ObjectLimits.crowded(large)).map(SubsetRoutes::words))
                .hasValueSatisfying(words -> assertThat(words).contains("too large to be looked into"));
    }

    private static Optional<String> found(String routes) {
        return BLUE.in(service(routes)).map(SubsetRoutes::words);
    }

    private static ObjectNode service(String routes) {
        return MeshYaml.read("kind: VirtualService\nmetadata: {name: any, namespace: ns}\nspec:\n  gateways: [gw]\n  "
                + routes + "\n");
    }
}
