package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Target;
import dev.sluice.rollout.Weight;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditTest {
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
        ObjectNode before = Yaml.read(RICH);

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
        assertThat(after).isEqualTo(expected);
    }

    @Test
    void pinsAProbeToTheUsersRoad() {
        JsonNode http = split(RICH, 25).after().at("/spec/http");

        JsonNode pin = byName(http, "sluice-pin-shop-1-green-0");
        assertThat(pin.at("/match/0"))
                .isEqualTo(
                        Yaml.read(
                                "{uri: {prefix: /api}, headers: {x-beta: {exact: \"1\"}, x-sluice-pin: {exact: secret-green}}}"));
        assertThat(pin.at("/match/1"))
                .isEqualTo(Yaml.read("{uri: {exact: /v2}, headers: {x-sluice-pin: {exact: secret-green}}}"));
        assertThat(pin.at("/rewrite/uri").asText()).isEqualTo("/");
        assertThat(pin.at("/timeout").asText()).isEqualTo("2s");
        assertThat(pin.at("/retries")).isEqualTo(Yaml.read("{attempts: 0}"));
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
        Edit edit = split(RICH, 25);

        String stamp = edit.stamp().orElseThrow().toString();
        assertThat(edit.after().at("/spec/http"))
                .filteredOn(HttpRoute::pinned)
                .hasSize(5)
                .allMatch(pin ->
                        pin.at("/headers/response/set/x-sluice-stamp").asText().equals(stamp));
    }

    @Test
    void writesNothingWhenAllIsAsItShouldBe() {
        ObjectNode once = split(RICH, 25).after();

        Edit again = Edit.of(once, target(), route(), new MeshGoal.Split(Weight.ofPercent(25)), () -> "other");

        assertThat(again.needed()).isFalse();
        assertThat(again.stamp()).isEqualTo(Edit.stamp(once, "shop-1"));
    }

    @Test
    void correctsAForeignWeightUnderANewStamp() {
        ObjectNode edited = split(PLAIN, 25).after();
        ((ObjectNode) last(edited).at("/route/1")).put("weight", 90);

        Edit edit = Edit.of(edited, target(), route(), new MeshGoal.Split(Weight.ofPercent(25)), () -> "other");

        assertThat(edit.needed()).isTrue();
        assertThat(last(edit.after()).at("/route/1/weight").asInt()).isEqualTo(25);
        assertThat(edit.stamp()).isNotEqualTo(Edit.stamp(edited, "shop-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, RICH})
    void leavesNothingBehindAfterARevert(String text) {
        ObjectNode before = Yaml.read(text);
        Target.Route route = routeFor(before);
        ObjectNode moved = Edit.of(before, target(), route, new MeshGoal.Split(Weight.ofPercent(50)), () -> "n")
                .after();
        ObjectNode back = Edit.of(moved, target(), route, new MeshGoal.Back(Outcome.Reverted), () -> "n")
                .after();

        ObjectNode clean = Edit.of(back, target(), route, new MeshGoal.Clean(Outcome.Reverted), () -> "n")
                .after();

        assertThat(clean).isEqualTo(before);
    }

    @Test
    void leavesGreenWithEverythingAfterAPromotion() {
        ObjectNode moved = split(PLAIN, 100).after();

        ObjectNode clean = Edit.of(moved, target(), route(), new MeshGoal.Clean(Outcome.Promoted), () -> "n")
                .after();

        assertThat(clean.at("/spec/http")).hasSize(1);
        assertThat(last(clean).at("/route/1/weight").asInt()).isEqualTo(100);
    }

    @Test
    void cleansNothingThatAnotherRolloutHasWritten() {
        Target other = new Target("ns", "other", "secret", "v1", "v2", "v2", List.of(route()));
        ObjectNode theirs = Edit.of(
                        Yaml.read(PLAIN), other, route(), new MeshGoal.Split(Weight.ofPercent(10)), () -> "n")
                .after();

        Edit edit = Edit.of(theirs, target(), route(), new MeshGoal.Clean(Outcome.Aborted), () -> "n");

        assertThat(edit.needed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reverted", "Aborted", "Superseded"})
    void aRevertLeavesAMarkThatTellsHowItEnds(Outcome outcome) {
        ObjectNode moved = split(PLAIN, 50).after();

        ObjectNode back = Edit.of(moved, target(), route(), new MeshGoal.Back(outcome), () -> "n")
                .after();

        assertThat(Edit.stamp(back, "shop-1").flatMap(Stamp::revert)).contains(outcome);
        assertThat(last(back).at("/route/0/weight").asInt()).isEqualTo(100);
    }

    @Test
    void managesOnlyTheNamedRoutes() {
        Target.Route named = new Target.Route("shop", List.of("api"), "shop", List.of(), "", "/");

        ObjectNode after = Edit.of(
                        Yaml.read(RICH), target(), named, new MeshGoal.Split(Weight.ofPercent(10)), () -> "n")
                .after();

        assertThat(last(after).at("/route/0/weight").asInt()).isEqualTo(100);
        assertThat(byName(after.at("/spec/http"), "api").at("/route/1/weight").asInt())
                .isEqualTo(10);
    }

    static Stream<List<String>> obstacles() {
        return Stream.of(
                List.of(
                        PLAIN.replace("host: shop, subset: v1", "host: elsewhere"),
                        "sends nothing to subset v1 or v2 of shop"),
                List.of(
                        RICH.replace(
                                "- {destination: {host: shop, subset: v2}, weight: 0}",
                                "- {destination: {host: shop, subset: v3}, weight: 5}"),
                        "gives 5 of the weight to destinations other than v1 and v2"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void saysWhatIsInTheWay(List<String> documentAndMessage) {
        assertThatThrownBy(() -> split(documentAndMessage.getFirst(), 10))
                .isInstanceOf(Obstacle.class)
                .hasMessageContaining(documentAndMessage.getLast());
    }

    @Test
    void keepsTheSecretsApart() {
        assertThat(List.of(target().pin(Colour.Blue), target().pin(Colour.Green), Pins.proof("secret")))
                .doesNotHaveDuplicates();
    }

    private static Edit split(String text, int percent) {
        return Edit.of(
                Yaml.read(text), target(), route(), new MeshGoal.Split(Weight.ofPercent(percent)), () -> "nonce");
    }

    private static Target target() {
        return new Target("ns", "shop-1", "secret", "v1", "v2", "v2", List.of(route()));
    }

    private static Target.Route route() {
        return new Target.Route("shop", List.of(), "shop", List.of(), "", "/");
    }

    private static Target.Route routeFor(ObjectNode virtualService) {
        Survey survey = Survey.of(virtualService, List.of(), "shop", "ns");
        List<Target.Original> originals = survey.shapes().stream()
                .filter(shape -> shape.subsets().contains("v1"))
                .map(shape -> new Target.Original(shape.subsets().contains("v2"), shape.weighted()))
                .toList();
        return new Target.Route("shop", List.of(), "shop", originals, "", "/");
    }

    private static void unpin(ObjectNode virtualService) {
        ((ArrayNode) virtualService.at("/spec/http")).removeIf(HttpRoute::pinned);
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
