package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class PolicySpecTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Example
    void fillsInEveryDefault() throws JsonProcessingException {
        PolicySpec smallest = PolicyReader.read(new YAMLMapper().readTree("routes: [{virtualService: shop}]"));

        JsonNode everything = new YAMLMapper().readTree("""
            routes:
            - {virtualService: shop, httpRoutes: [], host: "", probe: {path: "", host: ""}}
            steps:
            - {weight: 10, hold: 1m, pause: false}
            - {weight: 25, hold: 1m, pause: false}
            - {weight: 50, hold: 1m, pause: false}
            autoSteps: false
            preflight: {hold: 10s}
            bake: {hold: 1m}
            progressDeadline: 10m
            health:
              probe:
                path: /
                host: ""
                method: GET
                headers: {}
                expectedStatus: ["200-399"]
                bodyContains: ""
                timeout: 1s
                rate: 10
                paths: []
                bodyMatches: ""
                protocol: HTTP1
                grpcService: ""
                tls: {caBundle: "", insecureSkipVerify: false}
                warmup: 0s
              gatewayTelemetry: true
              maxErrorPercent: 1.0
              maxErrorsTimesBlue: 1.0
              latency: {maxTimesBlue: 1.5, minDifference: 10ms, warmup: 1m}
              minSample: 20
              alpha: 0.001
            onUnhealthy: Revert
            blueAfter: Keep
            historyLimit: 10
            """);
        assertThat(JSON.readTree(JSON.writeValueAsString(smallest))).isEqualTo(everything);
    }

    @Example
    void aVirtualServiceNamedByKindIsTheOneNamedInShort() throws JsonProcessingException {
        PolicySpec named = PolicyReader.read(
                new YAMLMapper().readTree("routes: [{kind: VirtualService, name: shop, host: cart}]"));

        assertThat(named)
                .isEqualTo(
                        PolicyReader.read(new YAMLMapper().readTree("routes: [{virtualService: shop, host: cart}]")));
        assertThat(named.routes().getFirst().ref("ns")).isEqualTo(RouteRef.virtualService("ns", "shop"));
        assertThat(PolicyReader.json(named)).contains("{\"virtualService\":\"shop\",");
    }

    @Example
    void takesAWholeNumberForAShare() throws JsonProcessingException {
        JsonNode spec = new YAMLMapper().readTree("{routes: [{virtualService: shop}], health: {maxErrorPercent: 5}}");
        assertThat(PolicyReader.read(spec).health().maxErrorPercent()).isEqualTo(5.0);
    }

    @Property(tries = 300)
    void losesNothingOnTheWayThroughTheCluster(@ForAll("policies") PolicySpec policy) throws JsonProcessingException {
        JsonNode written = JSON.readTree(JSON.writeValueAsString(policy));
        assertThat(PolicyReader.read(written)).isEqualTo(policy);
    }

    @Provide
    Arbitrary<PolicySpec> policies() {
        Arbitrary<StageSpec> stages = durations(0, 604_800_000).map(StageSpec::new);
        Arbitrary<Integer> limits = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(
                        routes(),
                        steps(),
                        stages.injectNull(0.3),
                        stages.injectNull(0.3),
                        durations(1000, 604_800_000).injectNull(0.3),
                        health().injectNull(0.3),
                        Arbitraries.of(OnUnhealthy.class).injectNull(0.3),
                        Combinators.combine(
                                        capacities().injectNull(0.3),
                                        Arbitraries.of(ScaleDownPolicy.class).injectNull(0.3),
                                        limits.injectNull(0.3))
                                .as(After::new))
                .as((routes, steps, preflight, bake, deadline, health, onUnhealthy, after) -> new PolicySpec(
                        routes,
                        steps.isEmpty() ? null : steps,
                        steps.isEmpty() ? true : null,
                        preflight,
                        bake,
                        deadline,
                        health,
                        onUnhealthy,
                        after.capacity(),
                        after.blue(),
                        after.history()));
    }

    private record After(
            @Nullable CapacitySpec capacity,
            @Nullable ScaleDownPolicy blue,
            @Nullable Integer history) {}

    private static Arbitrary<CapacitySpec> capacities() {
        return Combinators.combine(
                        Arbitraries.of(CapacityRule.class).injectNull(0.3),
                        Arbitraries.integers().between(1, 200).injectNull(0.3),
                        Arbitraries.of(true, false).injectNull(0.3))
                .as(CapacitySpec::new);
    }

    private static Arbitrary<List<RouteSpec>> routes() {
        Arbitrary<RouteProbeSpec> probes = Combinators.combine(
                        Arbitraries.of("", "/", "/health?deep=1"), Arbitraries.of("", "shop.example"))
                .as(RouteProbeSpec::new);
        return names().list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .uniqueElements()
                .flatMap(names -> Combinators.combine(
                                names().list().ofMaxSize(3), names().injectNull(0.5), probes.injectNull(0.5))
                        .as((http, host, probe) -> names.stream()
                                .map(name -> new RouteSpec(null, null, name, http, host, probe))
                                .toList()));
    }

    private static Arbitrary<List<StepSpec>> steps() {
        Arbitrary<StepSpec> step = Combinators.combine(
                        durations(0, 604_800_000).injectNull(0.3),
                        Arbitraries.of(true, false).injectNull(0.3))
                .as((hold, gate) -> new StepSpec(1, hold, gate));
        return Arbitraries.integers()
                .between(1, 100)
                .set()
                .ofMaxSize(6)
                .flatMap(weights -> step.list()
                        .ofSize(weights.size())
                        .map(steps -> rising(new ArrayList<>(new TreeSet<>(weights)), steps)));
    }

    private static List<StepSpec> rising(List<Integer> weights, List<StepSpec> steps) {
        List<StepSpec> rising = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            rising.add(new StepSpec(
                    weights.get(i), steps.get(i).hold(), steps.get(i).pause()));
        }
        return rising;
    }

    private static Arbitrary<HealthSpec> health() {
        return Combinators.combine(
                        probes().injectNull(0.3),
                        Arbitraries.of(true, false).injectNull(0.3),
                        Arbitraries.doubles().between(0, 100).injectNull(0.3),
                        times(),
                        Combinators.combine(
                                        times(),
                                        durations(1, 9).injectNull(0.3),
                                        durations(1, 9).injectNull(0.3),
                                        durations(1, 9).injectNull(0.3))
                                .as(LatencySpec::new)
                                .injectNull(0.3),
                        Arbitraries.integers().between(1, 20).injectNull(0.3),
                        Arbitraries.doubles().between(0.001, 0.05).ofScale(6).injectNull(0.3))
                .as(HealthSpec::new);
    }

    private static Arbitrary<Double> times() {
        return Arbitraries.oneOf(Arbitraries.just(0.0), Arbitraries.doubles().between(1, 100))
                .injectNull(0.3);
    }

    private static Arbitrary<ProbeSpec> probes() {
        return Arbitraries.oneOf(onePath(), manyPaths(), grpc());
    }

    private static Arbitrary<ProbeSpec> manyPaths() {
        Arbitrary<ProbePathSpec> path = Combinators.combine(
                        names().map(name -> "/" + name),
                        Arbitraries.integers().between(1, 100).injectNull(0.3),
                        Arbitraries.of("200", "200-299").list().ofMaxSize(2),
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.of("", "a|b", "^\\d+$"))
                .as(ProbePathSpec::new);
        return Combinators.combine(
                        path.list().ofMinSize(1).ofMaxSize(4).uniqueElements(ProbePathSpec::path),
                        Arbitraries.of("", "[a-z]{2,9}"),
                        Arbitraries.of(ProbeProtocol.HTTP1, ProbeProtocol.HTTP2).injectNull(0.3),
                        Arbitraries.of(true, false).map(skip -> new ProbeTlsSpec(null, skip)),
                        durations(0, 600_000).injectNull(0.3))
                .as((paths, matches, protocol, tls, warmup) -> new ProbeSpec(
                        null, null, null, null, null, null, null, null, paths, matches, protocol, null, tls, warmup,
                        null));
    }

    private static Arbitrary<ProbeSpec> grpc() {
        return names().injectNull(0.3)
                .map(service -> new ProbeSpec(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        ProbeProtocol.GRPC,
                        service,
                        null,
                        null,
                        null));
    }

    private static Arbitrary<ProbeSpec> onePath() {
        return Combinators.combine(
                        Arbitraries.of("/", "/health", "/a?b=c&d=\"e\""),
                        names().injectNull(0.5),
                        Arbitraries.of("GET", "OPTIONS", "POST", "PUT"),
                        Arbitraries.maps(names(), names()).ofMaxSize(3),
                        Arbitraries.of("200", "200-299", "404", "100-599")
                                .list()
                                .ofMaxSize(3),
                        Arbitraries.strings().ofMaxLength(20),
                        durations(10, 30_000),
                        Arbitraries.integers().between(1, 50))
                .as(ProbeSpec::new);
    }

    private static Arbitrary<Duration> durations(long fromMillis, long toMillis) {
        return Arbitraries.longs()
                .between(fromMillis * 1_000_000, toMillis * 1_000_000)
                .map(Duration::ofNanos);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
    }
}
