package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualServiceEditTest {
    private static final String PLAIN = """
            metadata: {name: shop, namespace: ns}
            spec:
              hosts: ["*"]
              gateways: [gw]
              http:
                - route:
                    - destination: {host: shop, subset: v1}
            """;

    private static final String RICH = """
            metadata: {name: shop, namespace: ns, annotations: {team: a}}
            spec:
              hosts: [shop.example.com]
              gateways: [gw, mesh]
              exportTo: ["."]
              aFieldOfTomorrow: {x: [1, 2.50, null]}
              tls: [{match: [{port: 443, sniHosts: [shop.example.com]}], route: [{destination: {host: other}}]}]
              tcp: [{route: [{destination: {host: db}}]}]
              http:
                - name: static
                  match: [{uri: {prefix: /static}}]
                  route: [{destination: {host: cdn}}]
                - name: api
                  match: [{uri: {prefix: /api}, headers: {x-beta: {exact: "1"}}}, {uri: {exact: /v2}}]
                  rewrite: {uri: /}
                  retries: {attempts: 3}
                  timeout: 2s
                  mirror: {host: shadow}
                  mirrorPercentage: {value: 10}
                  corsPolicy: {allowOrigins: [{exact: https://a}]}
                  headers: {request: {set: {x-a: b}, remove: [x-c]}}
                  newField: true
                  route:
                    - destination: {host: shop.ns.svc.cluster.local, subset: v1, port: {number: 80}}
                      weight: 100
                      headers: {response: {add: {x-d: e}}}
                - route:
                    - {destination: {host: shop, subset: v1}, weight: 100}
                    - {destination: {host: shop, subset: v2}, weight: 0}
            """;

    /** Values that a library might take for unset, and routes of other kinds. */
    private static final String RARE = """
            metadata: {name: shop, namespace: ns}
            spec:
              hosts: [shop.example.com]
              http:
                - match: [{uri: {exact: /old}}]
                  redirect: {uri: /new, redirectCode: 301}
                - match: [{uri: {prefix: /cart}}]
                  delegate: {name: cart, namespace: other}
                - name: api
                  match:
                    - uri: {prefix: /API}
                      ignoreUriCase: true
                      withoutHeaders: {x-robot: {}}
                      sourceNamespace: front
                      statPrefix: api
                    - {uri: {prefix: /no}, ignoreUriCase: false, port: 0}
                  retries: {attempts: 0}
                  timeout: 0s
                  headers: {}
                  route: [{destination: {host: shop, subset: v1}}]
                - match: [{uri: {prefix: /}}]
                  timeout: 0s
                  retries: {attempts: 0, perTryTimeout: 0s}
                  fault: {delay: {percentage: {value: 0.0}, fixedDelay: 1s}}
                  route: [{destination: {host: shop, subset: v1}, weight: 100, headers: {}}]
            """;

    private static final String TESTERS = """
            metadata: {name: shop, namespace: ns}
            spec:
              hosts: [shop.example.com]
              http:
                - name: testers
                  match: [{headers: {x-test: {exact: "1"}}}, {headers: {cookie: {regex: ".*beta=1.*"}}}]
                  route: [{destination: {host: shop, subset: v2}}]
                - route:
                    - {destination: {host: shop, subset: v1}, weight: 100}
                    - {destination: {host: shop, subset: v2}, weight: 0}
            """;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 50, 99, 100})
    void givesGreenItsWeightAndBlueTheRest(int percent) {
        ObjectNode after = split(PLAIN, percent).after();

        JsonNode route = last(after).path("route");
        assertThat(route.at("/0/weight").asInt()).isEqualTo(100 - percent);
        assertThat(route.at("/1/weight").asInt()).isEqualTo(percent);
        assertThat(route.at("/1/destination/subset").asText()).isEqualTo("v2");
    }

    @Test
    void leavesEverythingElseAsItIs() {
        ObjectNode before = MeshYaml.read(RICH);

        ObjectNode after = split(RICH, 25).after();

        unpin(after);
        ObjectNode expected = before.deepCopy();
        ObjectNode api = (ObjectNode) expected.at("/spec/http/1/route/0");
        ObjectNode green = api.deepCopy();
        api.put("weight", 75);
        green.put("weight", 25).withObject("/destination").put("subset", "v2");
        expected.withObject("/spec").withArray("http").withArray("/1/route").add(green);
        ((ObjectNode) expected.at("/spec/http/2/route/0")).put("weight", 75);
        ((ObjectNode) expected.at("/spec/http/2/route/1")).put("weight", 25);
        ((ArrayNode) expected.at("/spec/http/1/headers/request/remove")).add("x-sluice-pin");
        ((ObjectNode) expected.at("/spec/http/2")).set("headers", MeshYaml.read("{request: {remove: [x-sluice-pin]}}"));
        assertThat(after).isEqualTo(expected);
    }

    /** Else the app would see whatever anybody sends as a pin. */
    @Test
    void takesThePinOutOfUsersRequestsUntilTheRolloutIsOver() {
        ObjectNode moved = split(PLAIN, 100).after();

        ObjectNode clean = VirtualServiceEdit.of(
                        moved,
                        target(),
                        routeFor(MeshYaml.read(PLAIN)),
                        new DesiredTraffic.Clean(Outcome.Promoted),
                        () -> "n")
                .after();

        assertThat(last(moved).at("/headers/request/remove/0").asText()).isEqualTo("x-sluice-pin");
        assertThat(last(clean).has("headers")).isFalse();
    }

    /** With headers of its own it would have those of the route that delegates to it no more. */
    @Test
    void leavesTheHeadersOfADelegateAlone() {
        JsonNode http =
                split(PLAIN.replaceAll("(?m)^ *hosts: .*\n", ""), 25).after().at("/spec/http");

        assertThat(http.get(http.size() - 1).has("headers")).isFalse();
    }

    @Test
    void pinsAProbeToTheUsersRoad() {
        JsonNode http = split(RICH, 25).after().at("/spec/http");

        JsonNode pin = byName(http, "sluice-pin-shop-1-green-0");
        assertThat(pin.at("/match/0"))
                .isEqualTo(
                        MeshYaml.read(
                                "{uri: {prefix: /api}, headers: {x-beta: {exact: \"1\"}, x-sluice-pin: {exact: secret-green}}}"));
        assertThat(pin.at("/match/1"))
                .isEqualTo(MeshYaml.read("{uri: {exact: /v2}, headers: {x-sluice-pin: {exact: secret-green}}}"));
        assertThat(pin.at("/rewrite/uri").asText()).isEqualTo("/");
        assertThat(pin.at("/timeout").asText()).isEqualTo("2s");
        assertThat(pin.at("/retries")).isEqualTo(MeshYaml.read("{attempts: 0}"));
        assertThat(pin.has("mirror") || pin.has("mirrorPercentage")).isFalse();
        assertThat(pin.at("/headers/request/remove")).hasSize(2);
        assertThat(pin.path("route")).hasSize(1);
        assertThat(pin.at("/route/0/destination/subset").asText()).isEqualTo("v2");
        assertThat(pin.at("/route/0").has("weight")).isFalse();
        assertThat(pin.at("/route/0/headers/response/add/x-d").asText()).isEqualTo("e");
    }

    @Test
    void putsThePinsDirectlyBeforeTheirRouteAndTheProofOnTop() {
        JsonNode http = split(RICH, 25).after().at("/spec/http");

        assertThat(names(http))
                .containsExactly(
                        "sluice-pin-shop-1-stamp",
                        "static",
                        "sluice-pin-shop-1-blue-0",
                        "sluice-pin-shop-1-green-0",
                        "api",
                        "sluice-pin-shop-1-blue-1",
                        "sluice-pin-shop-1-green-1",
                        "");
    }

    @Test
    void everyPinCarriesTheStamp() {
        VirtualServiceEdit edit = split(RICH, 25);

        String stamp = edit.stamp().orElseThrow().toString();
        assertThat(edit.after().at("/spec/http"))
                .filteredOn(IstioHttpRoute::pinned)
                .hasSize(5)
                .allMatch(pin ->
                        pin.at("/headers/response/set/x-sluice-stamp").asText().equals(stamp));
    }

    @Test
    void writesNothingWhenAllIsAsItShouldBe() {
        ObjectNode once = split(RICH, 25).after();

        VirtualServiceEdit again = VirtualServiceEdit.of(
                once, target(), route(), new DesiredTraffic.Split(Weight.ofPercent(25)), () -> "other");

        assertThat(again.needed()).isFalse();
        assertThat(again.stamp()).isEqualTo(VirtualServiceEdit.stamp(once, "shop-1"));
    }

    @Test
    void correctsAForeignWeightUnderANewStamp() {
        ObjectNode edited = split(PLAIN, 25).after();
        ((ObjectNode) last(edited).at("/route/1")).put("weight", 90);

        VirtualServiceEdit edit = VirtualServiceEdit.of(
                edited, target(), route(), new DesiredTraffic.Split(Weight.ofPercent(25)), () -> "other");

        assertThat(edit.needed()).isTrue();
        assertThat(last(edit.after()).at("/route/1/weight").asInt()).isEqualTo(25);
        assertThat(edit.stamp()).isNotEqualTo(VirtualServiceEdit.stamp(edited, "shop-1"));
    }

    @ParameterizedTest(name = "{0}, green at {1} permille: {2}")
    @CsvSource({
        "70/0/30, 0,    70/0/30",
        "70/0/30, 100,  63/7/30",
        "70/0/30, 250,  105/35/60",
        "70/0/30, 3,    6979/21/3000",
        "70/0/30, 1000, 0/70/30",
        "7/0/3,   500,  7/7/6",
        "200/0/1, 10,   198/2/1",
        "0/70/30, 500,  35/35/30",
        "1/0/99,  500,  1/1/198"
    })
    void splitsWhatAThirdDestinationLeaves(String found, int permille, String wanted) {
        ObjectNode before = third(found);
        TrafficTarget.Route route = routeFor(before);

        ObjectNode after = edit(before, route, new DesiredTraffic.Split(new Weight(permille)));

        assertThat(weights(after)).isEqualTo(wanted);
    }

    @Test
    void keepsAThirdDestinationsShareThroughAllStepsAndBothEnds() {
        ObjectNode before = third("70/0/30");
        TrafficTarget.Route route = routeFor(before);
        ObjectNode last = before;
        for (int permille : List.of(0, 3, 250, 333, 500, 999, 250)) {
            last = edit(last, route, new DesiredTraffic.Split(new Weight(permille)));
            assertThat(edit(last, route, new DesiredTraffic.Split(new Weight(permille))))
                    .isEqualTo(last);
        }

        ObjectNode back = edit(last, route, new DesiredTraffic.Back(Outcome.Reverted));
        ObjectNode all = edit(last, route, new DesiredTraffic.Split(Weight.ALL));

        assertThat(edit(back, route, new DesiredTraffic.Clean(Outcome.Reverted)))
                .isEqualTo(before);
        assertThat(edit(all, route, new DesiredTraffic.Clean(Outcome.Promoted))).isEqualTo(third("0/70/30"));
    }

    @Test
    void keepsAThirdDestinationsShareThatSomebodyChangesOnTheWay() {
        TrafficTarget.Route route = routeFor(third("70/0/30"));
        ObjectNode moved = edit(third("70/0/30"), route, new DesiredTraffic.Split(Weight.ofPercent(25)));
        ((ObjectNode) last(moved).at("/route/2")).put("weight", 140);

        ObjectNode after = edit(moved, route, new DesiredTraffic.Split(Weight.ALL));

        assertThat(weights(after)).as("half of all").isEqualTo("0/70/70");
    }

    /** At 100 the users' route looks as the testers' does, so weights do not tell them apart. */
    @ParameterizedTest
    @ValueSource(strings = {"name: testers", "timeout: 5s"})
    void leavesTheTestersRouteAloneThoughItHasAPlaceForBlue(String first) {
        ObjectNode before = MeshYaml.read(
                TESTERS.replace("name: testers", first)
                        .replace(
                                "[{destination: {host: shop, subset: v2}}]",
                                "[{destination: {host: shop, subset: v1}, weight: 0}, {destination: {host: shop, subset: v2}, weight: 100}]"));
        JsonNode testers = before.at("/spec/http/0").deepCopy();
        TrafficTarget.Route route = routeFor(before);

        ObjectNode all = edit(before, route, new DesiredTraffic.Split(Weight.ALL));
        ObjectNode back = edit(all, route, new DesiredTraffic.Back(Outcome.Reverted));

        assertThat(last(all).at("/route/1/weight").asInt()).isEqualTo(100);
        assertThat(last(back).at("/route/1/weight").asInt()).isZero();
        assertThat(ManagedRoutes.http(back)).contains(testers);
        assertThat(edit(back, route, new DesiredTraffic.Clean(Outcome.Reverted)))
                .isEqualTo(before);
    }

    @Test
    void leavesTheTestersRouteAlone() {
        ObjectNode before = MeshYaml.read(TESTERS);
        TrafficTarget.Route route = routeFor(before);
        ObjectNode expected = before.deepCopy();
        ((ObjectNode) last(expected).at("/route/0")).put("weight", 75);
        ((ObjectNode) last(expected).at("/route/1")).put("weight", 25);
        ((ObjectNode) last(expected)).set("headers", MeshYaml.read("{request: {remove: [x-sluice-pin]}}"));

        ObjectNode moved = edit(before, route, new DesiredTraffic.Split(Weight.ofPercent(25)));
        ObjectNode back = edit(moved, route, new DesiredTraffic.Back(Outcome.Reverted));

        assertThat(edit(back, route, new DesiredTraffic.Clean(Outcome.Reverted)))
                .isEqualTo(before);
        unpin(moved);
        assertThat(moved).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, RICH, RARE})
    void leavesNothingBehindAfterARevert(String text) {
        ObjectNode before = MeshYaml.read(text);
        TrafficTarget.Route route = routeFor(before);
        ObjectNode moved = VirtualServiceEdit.of(
                        before, target(), route, new DesiredTraffic.Split(Weight.ofPercent(50)), () -> "n")
                .after();
        ObjectNode back = VirtualServiceEdit.of(
                        moved, target(), route, new DesiredTraffic.Back(Outcome.Reverted), () -> "n")
                .after();

        ObjectNode clean = VirtualServiceEdit.of(
                        back, target(), route, new DesiredTraffic.Clean(Outcome.Reverted), () -> "n")
                .after();

        assertThat(clean).isEqualTo(before);
    }

    @Test
    void leavesGreenWithEverythingAfterAPromotion() {
        ObjectNode moved = split(PLAIN, 100).after();

        ObjectNode clean = VirtualServiceEdit.of(
                        moved, target(), route(), new DesiredTraffic.Clean(Outcome.Promoted), () -> "n")
                .after();

        assertThat(clean.at("/spec/http")).hasSize(1);
        assertThat(last(clean).at("/route/1/weight").asInt()).isEqualTo(100);
    }

    @Test
    void cleansNothingThatAnotherRolloutHasWritten() {
        TrafficTarget other = new TrafficTarget("ns", "other", "secret", "v1", "v2", "v2", List.of(route()));
        ObjectNode theirs = VirtualServiceEdit.of(
                        MeshYaml.read(PLAIN), other, route(), new DesiredTraffic.Split(Weight.ofPercent(10)), () -> "n")
                .after();

        VirtualServiceEdit edit =
                VirtualServiceEdit.of(theirs, target(), route(), new DesiredTraffic.Clean(Outcome.Aborted), () -> "n");

        assertThat(edit.needed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reverted", "Aborted", "Superseded"})
    void aRevertLeavesAMarkThatTellsHowItEnds(Outcome outcome) {
        ObjectNode moved = split(PLAIN, 50).after();

        ObjectNode back = VirtualServiceEdit.of(moved, target(), route(), new DesiredTraffic.Back(outcome), () -> "n")
                .after();

        assertThat(VirtualServiceEdit.stamp(back, "shop-1").flatMap(RouteRevision::revert))
                .contains(outcome);
        assertThat(last(back).at("/route/0/weight").asInt()).isEqualTo(100);
    }

    @Test
    void managesOnlyTheNamedRoutes() {
        TrafficTarget.Route named = new TrafficTarget.Route(
                RouteRef.virtualService("ns", "shop"), List.of("api"), "shop", List.of(), "", "/");

        ObjectNode after = VirtualServiceEdit.of(
                        MeshYaml.read(RICH), target(), named, new DesiredTraffic.Split(Weight.ofPercent(10)), () -> "n")
                .after();

        assertThat(last(after).at("/route/0/weight").asInt()).isEqualTo(100);
        assertThat(byName(after.at("/spec/http"), "api").at("/route/1/weight").asInt())
                .isEqualTo(10);
    }

    /** What somebody repeats in mid-release stands in the way of green alone. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"v1, 25", "v2, 75"})
    void sendsEverybodyBackThoughAVersionHasSeveralDestinations(String subset, int weight) {
        ObjectNode moved = split(PLAIN, 25).after();
        ((ArrayNode) last(moved).path("route"))
                .addObject()
                .put("weight", weight)
                .putObject("destination")
                .put("host", "shop")
                .put("subset", subset);

        assertThatThrownBy(() -> edit(moved, route(), new DesiredTraffic.Split(Weight.ofPercent(25))))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("has several destinations for subset " + subset);
        ObjectNode back = edit(moved, route(), new DesiredTraffic.Back(Outcome.Reverted));

        assertThat(last(back).path("route"))
                .filteredOn(entry -> entry.at("/destination/subset").asText().equals("v2"))
                .isNotEmpty()
                .allMatch(entry -> entry.path("weight").asInt() == 0);
    }

    static Stream<List<String>> obstacles() {
        return Stream.of(
                List.of(
                        PLAIN.replace("host: shop, subset: v1", "host: elsewhere"),
                        "sends nothing to subset v1 or v2 of shop"),
                List.of(third("0/0/100").toString(), "sends nothing to subset v1 or v2 of shop"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void saysWhatIsInTheWay(List<String> documentAndMessage) {
        assertThatThrownBy(() -> split(documentAndMessage.getFirst(), 10))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining(documentAndMessage.getLast());
    }

    @Test
    void keepsTheSecretsApart() {
        assertThat(List.of(
                        target().pin(VersionRole.Blue), target().pin(VersionRole.Green), PinnedRoutes.proof("secret")))
                .doesNotHaveDuplicates();
    }

    @Test
    void changesNothingButWeightsWhenAllIsPromoted() {
        ObjectNode before = MeshYaml.read(RARE);
        ObjectNode expected = before.deepCopy();
        for (int route : List.of(2, 3)) {
            ObjectNode entry = (ObjectNode) expected.at("/spec/http/" + route + "/route/0");
            ObjectNode green = entry.deepCopy();
            green.withObject("/destination").put("subset", "v2");
            ((ArrayNode) expected.at("/spec/http/" + route + "/route")).add(green.put("weight", 100));
            entry.put("weight", 0);
        }
        TrafficTarget.Route route = routeFor(before);

        ObjectNode moved = edit(before, route, new DesiredTraffic.Split(Weight.ALL));

        assertThat(edit(moved, route, new DesiredTraffic.Clean(Outcome.Promoted)))
                .isEqualTo(expected);
    }

    private static ObjectNode third(String weights) {
        String[] each = weights.split("/", -1);
        return MeshYaml.read("""
                metadata: {name: shop, namespace: ns}
                spec:
                  hosts: [shop.example.com]
                  http:
                    - route:
                        - {destination: {host: shop, subset: v1}, weight: %s}
                        - {destination: {host: shop, subset: v2}, weight: %s}
                        - {destination: {host: legacy}, weight: %s}
                """.formatted((Object[]) each));
    }

    private static String weights(ObjectNode virtualService) {
        return StreamSupport.stream(last(virtualService).path("route").spliterator(), false)
                .map(entry -> entry.path("weight").asText())
                .collect(Collectors.joining("/"));
    }

    private static ObjectNode edit(ObjectNode before, TrafficTarget.Route route, DesiredTraffic goal) {
        return VirtualServiceEdit.of(before, target(), route, goal, () -> "n").after();
    }

    private static VirtualServiceEdit split(String text, int percent) {
        return VirtualServiceEdit.of(
                MeshYaml.read(text),
                target(),
                route(),
                new DesiredTraffic.Split(Weight.ofPercent(percent)),
                () -> "nonce");
    }

    private static TrafficTarget target() {
        return new TrafficTarget("ns", "shop-1", "secret", "v1", "v2", "v2", List.of(route()));
    }

    private static TrafficTarget.Route route() {
        return new TrafficTarget.Route(RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/");
    }

    private static TrafficTarget.Route routeFor(ObjectNode virtualService) {
        VirtualServiceInspection inspection = VirtualServiceInspection.of(virtualService, List.of(), "shop", "ns");
        List<TrafficTarget.Original> originals = inspection.shapes().stream()
                .filter(shape -> shape.knows("v1", "v2"))
                .map(shape -> new TrafficTarget.Original(
                        shape.weights().containsKey("v2"), shape.weighted(), shape.share("v1", "v2")))
                .toList();
        Set<String> apart = inspection.apart().stream()
                .filter(one -> one.known().contains("v1"))
                .map(VirtualServiceInspection.Apart::key)
                .collect(Collectors.toSet());
        return new TrafficTarget.Route(
                RouteRef.virtualService("ns", "shop"), List.of(), "shop", originals, "", "/", apart);
    }

    private static void unpin(ObjectNode virtualService) {
        ((ArrayNode) virtualService.at("/spec/http")).removeIf(IstioHttpRoute::pinned);
    }

    private static JsonNode last(JsonNode virtualService) {
        JsonNode http = virtualService.at("/spec/http");
        return http.get(http.size() - 1);
    }

    private static JsonNode byName(JsonNode http, String name) {
        return StreamSupport.stream(http.spliterator(), false)
                .filter(route -> route.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(JsonNode http) {
        return StreamSupport.stream(http.spliterator(), false)
                .map(route -> route.path("name").asText())
                .toList();
    }
}
