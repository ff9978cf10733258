package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.ProbePathSpec;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A probe comes by the managed routes, or the policy is told why it would not. */
class ProbePathsTest {
    private static final Function<String, Optional<ProbeOrder.Taker>> NOTHING_BEFORE = _ -> Optional.empty();

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                           | ",
                "{match: [{uri: {prefix: /}}]}                                                | ",
                "{match: [{uri: {prefix: /v1/foo}}]}                                          | /v1/foo",
                "{match: [{uri: {exact: /v1/foo}}]}                                           | /v1/foo",
                "{match: [{uri: {regex: '/.*'}}]}                                             | ",
                "{match: [{uri: {prefix: /V1}, ignoreUriCase: true}]}                         | /V1",
                "{match: [{headers: {x-a: {exact: b}}, uri: {prefix: /a}}, {uri: {prefix: /b}}]} | /b",
                "{match: [{method: {exact: GET}, port: 80, uri: {prefix: /b/}}]}              | /b/",
                "{match: [{headers: {':authority': {exact: shop}}}]}                          | ",
                "{match: [{withoutHeaders: {x-robot: {}}}]}                                   | "
            })
    void followsTheMatch(String route, @Nullable String path) {
        assertThat(of(route).derived(route(""), probe("/")).orElse(null)).isEqualTo(path);
    }

    @ParameterizedTest(name = "{0}, asked for {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{match: [{uri: {prefix: /v1}}]} | /healthz | probes ask for /healthz, which no managed http route of VirtualService web matches (uri.prefix /v1), so none would reach the app; set spec.health.probe.path of the policy to a path that one matches",
                "{match: [{uri: {regex: '/v[0-9]/.*'}}]} | / | probes ask for /, which no managed http route of VirtualService web matches (uri.regex /v[0-9]/.*), so none would reach the app; set spec.health.probe.path of the policy to a path that one matches",
                "{match: [{headers: {x-a: {exact: b}}}]} | / | VirtualService web takes to the managed http routes only requests with the header x-a, which probes do not have; set spec.health.probe.headers of the policy so that they do, or name other routes in spec.routes.httpRoutes",
                "{match: [{withoutHeaders: {X-B: {exact: c}}}]} | / | VirtualService web takes to the managed http routes only requests with no header X-B, which probes do not have; set spec.health.probe.headers of",
                "{match: [{method: {exact: POST}}]} | / | VirtualService web takes to the managed http routes only requests with another method than GET, which probes do not have",
                "{match: [{queryParams: {debug: {exact: '1'}}}]} | /?debug=0 | VirtualService web takes to the managed http routes only requests with the query parameter debug, which probes do not have"
            })
    void saysWhyNoProbeWouldComeThrough(String route, String path, String message) {
        ProbePaths paths = of(route);

        assertThatThrownBy(() -> paths.derived(route(""), probe(path)))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void takesThePathThatTheRouteOfThePolicyNames() {
        ProbePaths paths = of("{match: [{uri: {prefix: /v1}}]}");

        assertThat(paths.derived(route("/v1/health"), probe("/"))).isEmpty();
        assertThatThrownBy(() -> paths.derived(route("/v2"), probe("/v1")))
                .hasMessageEndingWith("set spec.routes.probe.path of the policy to a path that one matches");
    }

    @Test
    void asksForEveryPathOfSeveral() {
        ProbePaths paths = of("{match: [{uri: {prefix: /a}}]}", "{match: [{uri: {prefix: /b}}]}");

        assertThat(paths.derived(route(""), several("/a", "/b/c"))).isEmpty();
        assertThatThrownBy(() -> paths.derived(route(""), several("/a", "/c")))
                .hasMessageContaining("probes ask for /c")
                .hasMessageContaining("spec.health.probe.paths");
    }

    @Test
    void goesThroughTheRouteThatDelegates() {
        JsonNode root = MeshYaml.read("{match: [{uri: {prefix: /shop}}]}");
        List<JsonNode> own = List.of(MeshYaml.read("{match: [{uri: {prefix: /shop/cart}}]}"), MeshYaml.read("{}"));

        assertThat(new ProbePaths(own, List.of(root), NOTHING_BEFORE, new ComparisonBudget(ComparisonBudget.USUAL))
                        .derived(route(""), probe("/")))
                .contains("/shop/cart");
        assertThat(new ProbePaths(own, List.of(root), NOTHING_BEFORE, new ComparisonBudget(ComparisonBudget.USUAL))
                        .derived(route(""), probe("/shop/x")))
                .isEmpty();
    }

    @Test
    void asksForAMatchOfTheHealthServiceOverGrpc() {
        ProbeSpec grpc = new ProbeSpec(
                null, null, null, null, null, null, null, null, null, null, ProbeProtocol.GRPC, null, null, null, null);

        assertThatThrownBy(() -> of("{match: [{uri: {prefix: /shop.Cart/}}]}").derived(route(""), grpc))
                .hasMessageContaining("/grpc.health.v1.Health/Check")
                .hasMessageEndingWith("add a match of that path to the http route");
        assertThat(of("{match: [{method: {exact: POST}}]}").derived(route(""), grpc))
                .isEmpty();
    }

    /** All pairs of them would be millions of ways. */
    @Test
    void triesNoPairsOfMatches() {
        JsonNode own = matches("a", 1_000);
        JsonNode root = matches("b", 1_000);
        ComparisonBudget effort = new ComparisonBudget(ComparisonBudget.USUAL);

        assertThatThrownBy(() -> new ProbePaths(List.of(own), List.of(root), NOTHING_BEFORE, effort)
                        .derived(route(""), probe("/")))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("probes ask for /, which no managed http route of VirtualService web matches");
        assertThat(effort.spent()).isLessThan(250_000);
    }

    @Test
    void givesUpWhereThereIsTooMuchToTry() {
        ProbePaths paths =
                new ProbePaths(List.of(matches("a", 1_000)), List.of(), NOTHING_BEFORE, new ComparisonBudget(500));

        assertThatThrownBy(() -> paths.derived(route(""), probe("/")))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageEndingWith("split it");
    }

    private static JsonNode matches(String name, int many) {
        return MeshYaml.read(IntStream.range(0, many)
                .mapToObj(i -> "{uri: {exact: /" + name + i + "}}")
                .collect(Collectors.joining(", ", "{match: [", "]}")));
    }

    private static ProbePaths of(String... routes) {
        return new ProbePaths(
                StreamSupport.stream(List.of(routes).spliterator(), false)
                        .map(route -> (JsonNode) MeshYaml.read(route))
                        .toList(),
                List.of(),
                NOTHING_BEFORE,
                new ComparisonBudget(ComparisonBudget.USUAL));
    }

    private static RouteSpec route(String path) {
        return new RouteSpec(null, null, "web", null, null, new RouteProbeSpec(path, null));
    }

    private static ProbeSpec probe(String path) {
        return new ProbeSpec(path, null, null, Map.of("x-b", "c"), null, null, null, null);
    }

    private static ProbeSpec several(String... paths) {
        List<ProbePathSpec> all = List.of(paths).stream()
                .map(path -> new ProbePathSpec(path, null, null, null, null))
                .toList();
        return new ProbeSpec(null, null, null, null, null, null, null, null, all, null, null, null, null, null, null);
    }
}
