package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several rollouts in one VirtualService. */
final class PinnedRoutesTest {
    private static final String DOMAIN = """
            metadata: {name: domain, namespace: ns}
            spec:
              hosts: [example.com]
              http:
                - {name: admin, match: [{uri: {prefix: /cart/admin}}], directResponse: {status: 403}}
                - {name: cart, match: [{uri: {prefix: /cart}}], route: [{destination: {host: cart, subset: v1}}]}
                - {name: shop, route: [{destination: {host: shop, subset: v1}, weight: 100}]}
            """;
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Reverted);
    private static final DesiredTraffic CLEAN = new DesiredTraffic.Clean(Outcome.Reverted);
    private static final TrafficTarget CART = target("cart", "cart-1");
    private static final TrafficTarget SHOP = target("shop", "shop-1");

    @ParameterizedTest
    @CsvSource({"cart, shop", "shop, cart"})
    void twoRolloutsLeaveEachOtherAlone(String first, String second) {
        TrafficTarget one = target(first, first + "-1");
        TrafficTarget other = target(second, second + "-1");
        ObjectNode both = split(split(MeshYaml.read(DOMAIN), one, 10), other, 50);

        assertThat(edit(both, one, weight(10)).needed()).as(first).isFalse();
        assertThat(edit(both, other, weight(50)).needed()).as(second).isFalse();
        assertThat(weights(both, first)).isEqualTo(List.of(90, 10));
        assertThat(weights(both, second)).isEqualTo(List.of(50, 50));
        assertThat(pins(both, one)).isEqualTo(3);
        assertThat(pins(both, other)).isEqualTo(3);
    }

    @Test
    void oneRevertsWhileTheOtherGoesOn() {
        ObjectNode alone = split(MeshYaml.read(DOMAIN), SHOP, 50);
        ObjectNode both = split(alone, CART, 25);

        ObjectNode reverting = apply(both, CART, BACK);
        ObjectNode clean = apply(reverting, CART, CLEAN);

        assertThat(VirtualServiceEdit.stamp(reverting, "cart-1").flatMap(RouteRevision::revert))
                .contains(Outcome.Reverted);
        assertThat(VirtualServiceEdit.stamp(reverting, "shop-1").flatMap(RouteRevision::revert))
                .isEmpty();
        assertThat(edit(reverting, SHOP, weight(50)).needed()).isFalse();
        assertThat(clean).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void twentyRolloutsAgreeWhateverTheOrderOfTheirWrites(long seed) {
        ObjectNode before = MeshYaml.read("{metadata: {name: domain, namespace: ns}, spec: {http: []}}");
        List<TrafficTarget> targets = new ArrayList<>(IntStream.range(0, 20)
                .mapToObj(i -> target("app" + i, "app" + i + "-1"))
                .toList());
        targets.forEach(one -> before.withObject("/spec")
                .withArray("http")
                .add(MeshYaml.read("{name: " + host(one) + ", match: [{uri: {prefix: /" + host(one)
                        + "}}], route: [{destination: {host: " + host(one) + ", subset: v1}}]}")));
        ObjectNode all = before;
        Collections.shuffle(targets, new Random(seed));
        for (TrafficTarget one : targets) {
            all = split(all, one, 10);
        }

        for (TrafficTarget one : targets) {
            assertThat(edit(all, one, weight(10)).needed()).as(one.rollout()).isFalse();
        }
        Collections.shuffle(targets, new Random(-seed));
        for (TrafficTarget one : targets) {
            all = apply(apply(all, one, BACK), one, CLEAN);
        }
        assertThat(all).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyEditIsAPatchThatFits(long seed) {
        Random random = new Random(seed);
        List<DesiredTraffic> goals = List.of(weight(0), weight(10), weight(50), weight(100), BACK, CLEAN);
        ObjectNode now = MeshYaml.read("{metadata: {name: domain, namespace: ns}, spec: {http: []}}");
        for (int i = 0; i < 20; i++) {
            now.withObject("/spec")
                    .withArray("http")
                    .add(MeshYaml.read("{name: app" + i + ", match: [{uri: {prefix: /app" + i
                            + "}}], route: [{destination: {host: app" + i + ", subset: v1}}]}"));
        }
        for (int i = 0; i < 300; i++) {
            int app = random.nextInt(20);
            ObjectNode next =
                    apply(now, target("app" + app, "app" + app + "-1"), goals.get(random.nextInt(goals.size())));
            assertThat(JsonPatch.apply(JsonPatchDiff.of(now, next), now)).isEqualTo(next);
            now = next;
        }
    }

    @Test
    void aRouteThatWinsStillWinsOverThePins() {
        JsonNode http = split(MeshYaml.read(DOMAIN), CART, 10).at("/spec/http");

        assertThat(names(http))
                .containsExactly(
                        "sluice-pin-cart-1-stamp",
                        "admin",
                        "sluice-pin-cart-1-blue-0",
                        "sluice-pin-cart-1-green-0",
                        "cart",
                        "shop");
    }

    @Test
    void knowsThePinnedRoutesOfAnEarlierSluiceByTheirMark() {
        ObjectNode earlier = earlier(split(MeshYaml.read(DOMAIN), CART, 25));

        assertThat(VirtualServiceEdit.stamp(earlier, "cart-1").map(RouteRevision::label))
                .contains("w25");
        assertThat(apply(apply(earlier, CART, BACK), CART, CLEAN)).isEqualTo(MeshYaml.read(DOMAIN));
        assertThat(pins(apply(earlier, CART, CLEAN), CART)).isZero();
        ObjectNode renamed = apply(earlier, CART, weight(25));
        assertThat(pins(renamed, CART)).isEqualTo(3);
        assertThat(renamed.at("/spec/http")).hasSize(6);
    }

    @Test
    void leavesThePinnedRoutesOfAnotherRolloutFromAnEarlierSluice() {
        ObjectNode earlier = earlier(split(MeshYaml.read(DOMAIN), CART, 25));

        ObjectNode both = split(earlier, SHOP, 50);

        assertThat(pins(both, CART)).isEqualTo(3);
        assertThat(edit(both, SHOP, weight(50)).needed()).isFalse();
        assertThat(VirtualServiceEdit.stamp(both, "cart-1")).isEqualTo(VirtualServiceEdit.stamp(earlier, "cart-1"));
    }

    @Test
    void takesAwayWhatIsNobodys() {
        ObjectNode earlier = earlier(split(MeshYaml.read(DOMAIN), CART, 25));
        earlier.at("/spec/http").forEach(route -> ((ObjectNode) route).remove("headers"));

        ObjectNode after = split(earlier, SHOP, 50);

        assertThat(after.at("/spec/http"))
                .filteredOn(IstioHttpRoute::pinned)
                .hasSize(3)
                .allMatch(route -> PinnedRoutes.owner(route).equals(Optional.of("shop-1")));
    }

    @Test
    void sweepsWhatRolloutsThatAreNoMoreHaveLeft() {
        ObjectNode shop = split(MeshYaml.read(DOMAIN), SHOP, 50);
        ObjectNode both = split(shop, CART, 25);
        ((ArrayNode) both.at("/spec/http/4/route")).remove(1);

        ObjectNode swept = VirtualServiceEdit.swept(both, Set.of("shop-1")).after();

        assertThat(pins(swept, CART)).isZero();
        assertThat(pins(swept, SHOP)).isEqualTo(3);
        assertThat(VirtualServiceEdit.swept(both, Set.of("shop-1", "cart-1")).needed())
                .isFalse();
        assertThat(VirtualServiceEdit.swept(earlier(shop), Set.of("shop-1")).needed())
                .isFalse();
        assertThat(pins(VirtualServiceEdit.swept(earlier(shop), Set.of()).after(), SHOP))
                .isZero();
    }

    @Test
    void tellsRolloutsApartWhoseNamesBeginAlike() {
        List<String> names = List.of("a", "a-blue-0", "a-stamp", "a-blue-0-stamp", "x".repeat(253), "x".repeat(252));

        for (String name : names) {
            ObjectNode after = split(MeshYaml.read(DOMAIN), target("shop", name), 10);
            assertThat(after.at("/spec/http"))
                    .filteredOn(IstioHttpRoute::pinned)
                    .hasSize(3)
                    .allMatch(route -> PinnedRoutes.owner(route).equals(Optional.of(PinnedRoutes.id(name))))
                    .allMatch(route -> route.path("name").asText().length() < 100);
        }
        assertThat(names.stream().map(PinnedRoutes::id)).doesNotHaveDuplicates();
    }

    /** All pinned routes on top, under the names that once were the same for all rollouts. */
    private static ObjectNode earlier(ObjectNode virtualService) {
        ObjectNode copy = virtualService.deepCopy();
        ArrayNode http = (ArrayNode) copy.at("/spec/http");
        List<JsonNode> pins = StreamSupport.stream(http.spliterator(), false)
                .filter(IstioHttpRoute::pinned)
                .toList();
        http.removeIf(IstioHttpRoute::pinned);
        for (int i = 0; i < pins.size(); i++) {
            ObjectNode pin = (ObjectNode) pins.get(i);
            pin.put("name", pin.path("name").asText().replaceFirst("pin-[a-z]+-1-", "pin-"));
            http.insert(i, pin);
        }
        assertThat(names(http)).startsWith("sluice-pin-stamp", "sluice-pin-blue-0", "sluice-pin-green-0");
        return copy;
    }

    private static ObjectNode split(ObjectNode before, TrafficTarget target, int percent) {
        return apply(before, target, weight(percent));
    }

    private static ObjectNode apply(ObjectNode before, TrafficTarget target, DesiredTraffic goal) {
        return edit(before, target, goal).after();
    }

    private static VirtualServiceEdit edit(ObjectNode before, TrafficTarget target, DesiredTraffic goal) {
        return VirtualServiceEdit.of(before, target, target.routes().getFirst(), goal, () -> "n");
    }

    private static DesiredTraffic weight(int percent) {
        return new DesiredTraffic.Split(Weight.ofPercent(percent));
    }

    private static TrafficTarget target(String host, String rollout) {
        TrafficTarget.Original original = new TrafficTarget.Original(false, host.equals("shop"));
        return new TrafficTarget(
                "ns",
                rollout,
                "pin-of-" + rollout,
                "v1",
                "v2",
                "v2",
                List.of(new TrafficTarget.Route(
                        RouteRef.virtualService("ns", "domain"), List.of(), host, List.of(original), "", "/")));
    }

    private static String host(TrafficTarget target) {
        return target.routes().getFirst().host();
    }

    private static List<Integer> weights(JsonNode virtualService, String name) {
        JsonNode route = StreamSupport.stream(virtualService.at("/spec/http").spliterator(), false)
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("route");
        return List.of(route.at("/0/weight").asInt(), route.at("/1/weight").asInt());
    }

    private static long pins(JsonNode virtualService, TrafficTarget target) {
        return StreamSupport.stream(virtualService.at("/spec/http").spliterator(), false)
                .filter(route -> PinnedRoutes.owner(route).equals(Optional.of(PinnedRoutes.id(target.rollout()))))
                .count();
    }

    private static List<String> names(JsonNode http) {
        return StreamSupport.stream(http.spliterator(), false)
                .map(route -> route.path("name").asText())
                .toList();
    }
}
