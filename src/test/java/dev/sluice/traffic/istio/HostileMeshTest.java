package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Hostile;
import dev.sluice.api.ManagedNamespaces;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.traffic.TrafficConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of the mesh that anybody may have written: looked at in a moment, and short words about them. */
final class HostileMeshTest {
    /** What the API server takes of one object. */
    private static final int LARGEST = 1_500_000;

    private static final ObjectNode VIRTUAL_SERVICE = Hostile.yaml("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: myapp, namespace: default, resourceVersion: "1"}
            spec:
              hosts: [myapp.example.com]
              gateways: [app-gateway]
              exportTo: ["."]
              http:
                - name: beta
                  match: [{uri: {regex: "/a.*"}, headers: {x: {exact: y}}, queryParams: {q: {prefix: z}}, method: {exact: GET}}]
                  route: [{destination: {host: myapp, subset: v1}, weight: 100}]
                - name: main
                  match: [{uri: {prefix: /}, ignoreUriCase: true}]
                  route: [{destination: {host: myapp, subset: v1}, weight: 100}, {destination: {host: myapp, subset: v2}, weight: 0}]
                  headers: {response: {add: {x-sluice-stamp: myapp-1/w25/0a}}}
                - {name: sluice-pin-myapp-1-green-0, route: [{destination: {host: myapp, subset: v2}}]}
            """);
    private static final ObjectNode GATEWAY = Hostile.yaml("""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: app-gateway, namespace: default}
            spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
            """);
    private static final ObjectNode RULE = Hostile.yaml("""
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: myapp, namespace: default}
            spec: {host: myapp, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
            """);

    @Property(tries = 2000)
    void mutated(@ForAll long seed) {
        Hostile hostile = new Hostile(seed);
        ObjectNode virtualService = seed % 3 == 0 ? VIRTUAL_SERVICE : hostile.mutated(VIRTUAL_SERVICE);
        ObjectNode gateway = seed % 2 == 0 ? GATEWAY : hostile.mutated(GATEWAY);
        ObjectNode rule = seed % 5 == 0 ? hostile.mutated(RULE) : RULE;

        look(virtualService, gateway, rule, policy("/api/v1"));
    }

    /** Java's own expressions would try this for longer than the world stands. */
    @Test
    void anExpressionThatIsMeantToHangDoesNot() {
        ObjectNode virtualService = VIRTUAL_SERVICE.deepCopy();
        ((ObjectNode) virtualService.at("/spec/http/0/match/0/uri")).put("regex", "/(a+)+$");

        look(virtualService, GATEWAY, RULE, policy("/" + "a".repeat(1_000) + "!"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(MatchConditions.takes(
                                virtualService.at("/spec/http/0/match/0"), "/" + "a".repeat(1_000) + "!"))
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{match: [{uri: {prefix: /p%d}}], route: [{destination: {host: myapp, subset: v1}}]}",
                "{match: [{uri: {exact: /p%d}}], redirect: {uri: /}}",
                "{match: [{uri: {regex: '/p%d.*'}, headers: {x: {regex: '.*a'}}}], delegate: {name: myapp}}",
                "{name: sluice-pin-a-%d, route: [{destination: {host: myapp, subset: v1}}]}"
            })
    void asMuchAsAnObjectCanHoldIsLookedAtInAMoment(String route) {
        List<ObjectNode> routes = new ArrayList<>();
        int characters = 0;
        for (int i = 0; characters < LARGEST; i++) {
            routes.add(Hostile.yaml(route.formatted(i)));
            characters += routes.getLast().toString().length();
        }
        for (int many : List.of(routes.size(), 5_000, ObjectLimits.ROUTES - 3)) {
            ObjectNode virtualService = VIRTUAL_SERVICE.deepCopy();
            ArrayNode http = (ArrayNode) virtualService.at("/spec/http");
            routes.stream().limit(many).forEach(one -> http.insert(0, one));

            look(virtualService, GATEWAY, RULE, policy("/api/v1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hosts", "gateways", "exportTo"})
    void asManyNamesAsAnObjectCanHoldAreLookedAtInAMoment(String field) {
        for (int many : List.of(LARGEST / 12, 5_000, ObjectLimits.NAMES)) {
            ObjectNode virtualService = VIRTUAL_SERVICE.deepCopy();
            ArrayNode names = ((ObjectNode) virtualService.at("/spec")).putArray(field);
            IntStream.range(0, many).forEach(i -> names.add("n" + i));

            look(virtualService, GATEWAY, RULE, policy("/api/v1"));
        }
    }

    @Test
    void theLargestObjectsWithinTheBoundsAreHeldAgainstEachOtherInAMoment() {
        ObjectNode virtualService = VIRTUAL_SERVICE.deepCopy();
        ArrayNode hosts = ((ObjectNode) virtualService.at("/spec")).putArray("hosts");
        ArrayNode gateways = ((ObjectNode) virtualService.at("/spec")).putArray("gateways");
        IntStream.range(0, ObjectLimits.NAMES).forEach(i -> hosts.add("h" + i + ".example.com"));
        IntStream.range(0, ObjectLimits.NAMES).forEach(i -> gateways.add("g" + i));
        ArrayNode http = (ArrayNode) virtualService.at("/spec/http");
        http.removeAll();
        IntStream.range(0, ObjectLimits.ROUTES)
                .forEach(i -> http.add(Hostile.yaml("{match: [{uri: {exact: /p" + i + "}}, {uri: {prefix: /q" + i
                        + "}}], route: [{destination: {host: myapp, subset: v1}}]}")));
        ObjectNode gateway = GATEWAY.deepCopy();
        ArrayNode servers = ((ObjectNode) gateway.at("/spec")).putArray("servers");
        IntStream.range(0, ObjectLimits.SERVERS)
                .forEach(i -> servers.add(Hostile.yaml(
                        "{port: {number: " + (i + 1) + ", protocol: HTTP}, hosts: ['*', 'a/b', 'c/d', 'e/f']}")));
        ObjectNode older = virtualService.deepCopy();
        ((ObjectNode) older.at("/metadata")).put("name", "older").put("creationTimestamp", "2020-01-01T00:00:00Z");
        ((ObjectNode) virtualService.at("/metadata")).put("creationTimestamp", "2026-01-01T00:00:00Z");

        look(new Given(virtualService, gateway, RULE, Collections.nCopies(500, older)), policy("/p1"));
    }

    @Test
    void asManySubsetsAsAnObjectCanHoldAreLookedAtInAMoment() {
        ObjectNode rule = RULE.deepCopy();
        ArrayNode subsets = (ArrayNode) rule.at("/spec/subsets");
        IntStream.range(0, 30_000).forEach(i -> subsets.add(Hostile.yaml("{name: s" + i + "}")));

        look(VIRTUAL_SERVICE, GATEWAY, rule, policy("/api/v1"));
        assertThat(ObjectLimits.why(ObjectLimits.bounded(rule)).orElseThrow())
                .isEqualTo(
                        "DestinationRule myapp of namespace default has 30,002 subsets, more than the 500 that are looked into; split it");
    }

    private static final GatewayTrust TRUST = new GatewayTrust(List.of("istio-system"), List.of(), List.of(), false);

    private static void look(ObjectNode virtualService, ObjectNode gateway, ObjectNode rule, PolicySpec policy) {
        look(new Given(virtualService, gateway, rule, List.of()), policy);
    }

    private static void look(Given objects, PolicySpec policy) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                new ReleaseSetup(objects, "default", policy, TRUST).check();
            } catch (TrafficConfigException e) {
                assertThat(e.why())
                        .hasSizeLessThanOrEqualTo(1_000)
                        .doesNotContain("\n")
                        .doesNotContain("\u001b");
            } catch (RuntimeException e) {
                // The policy is told that its objects cannot be made sense of.
                assertThat(e).isNotNull();
            }
        });
    }

    private static PolicySpec policy(String path) {
        return PolicyReader.read("{\"routes\": [{\"virtualService\": \"myapp\"}], \"health\": {\"probe\": {\"path\": \""
                + path + "\"}}}");
    }

    private record Given(ObjectNode virtualService, ObjectNode gateway, ObjectNode rule, List<ObjectNode> others)
            implements MeshObjects {
        private Given {
            virtualService = ObjectLimits.bounded(virtualService);
            gateway = ObjectLimits.bounded(gateway);
            rule = ObjectLimits.bounded(rule);
        }

        @Override
        public ManagedNamespaces namespaces() {
            return ManagedNamespaces.ALL;
        }

        @Override
        public Optional<ObjectNode> virtualService(String namespace, String name) {
            return Optional.of(virtualService);
        }

        @Override
        public List<ObjectNode> virtualServices(
                Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean) {
            return Stream.concat(Stream.of(virtualService), others.stream())
                    .flatMap(one -> lean.apply(one).stream())
                    .toList();
        }

        @Override
        public List<ObjectNode> destinationRules(String namespace) {
            return List.of(rule);
        }

        @Override
        public Optional<ObjectNode> gateway(String namespace, String name) {
            return Optional.of(gateway);
        }

        @Override
        public Optional<Map<String, String>> selector(String namespace, String service) {
            return Optional.of(Map.of("app", "myapp"));
        }

        @Override
        public Set<String> homes(Map<String, String> selector, String home) {
            return Set.of("istio-system");
        }

        @Override
        public Optional<List<GatewayPod>> pods(Map<String, String> selector, String home) {
            return Optional.of(List.of(new GatewayPod("istio-system", "gateway-0", false)));
        }
    }
}
