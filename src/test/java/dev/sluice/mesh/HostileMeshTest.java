package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.Hostile;
import dev.sluice.policy.Namespaces;
import dev.sluice.policy.PolicyReader;
import dev.sluice.policy.PolicySpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Objects of the mesh that anybody may have written: looked at in a moment, and short words about them. */
final class HostileMeshTest {
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
                () -> assertThat(Matching.takes(
                                virtualService.at("/spec/http/0/match/0"), "/" + "a".repeat(1_000) + "!"))
                        .isFalse());
    }

    @Test
    void asManyRoutesAsAnObjectCanHoldAreLookedAtInAMoment() {
        ObjectNode virtualService = VIRTUAL_SERVICE.deepCopy();
        ArrayNode http = (ArrayNode) virtualService.at("/spec/http");
        for (int i = 0; i < 5_000; i++) {
            http.insertObject(0)
                    .put("name", "r" + i)
                    .setAll(Hostile.yaml("{match: [{uri: {prefix: /p" + i
                            + "}}], route: [{destination: {host: myapp, subset: v1}}]}"));
        }

        look(virtualService, GATEWAY, RULE, policy("/api/v1"));
    }

    private static final GatewayTrust TRUST = new GatewayTrust(List.of("istio-system"), List.of(), List.of(), false);

    private static void look(ObjectNode virtualService, ObjectNode gateway, ObjectNode rule, PolicySpec policy) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                new Setup(new Given(virtualService, gateway, rule), "default", policy, TRUST).check();
            } catch (Obstacle e) {
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

    private record Given(ObjectNode virtualService, ObjectNode gateway, ObjectNode rule) implements MeshObjects {
        @Override
        public Namespaces namespaces() {
            return Namespaces.ALL;
        }

        @Override
        public Optional<ObjectNode> virtualService(String namespace, String name) {
            return Optional.of(virtualService);
        }

        @Override
        public List<ObjectNode> virtualServices(Predicate<String> asked) {
            return List.of(virtualService);
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
