package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.PagedApi;
import dev.sluice.local.BareApi;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.zjsonpatch.JsonPatch;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is too large to be looked into is its owner's trouble, and can still be taken back. */
class LargeObjectsTest {
    private static final String WEB = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: ns, resourceVersion: "1"}
            spec:
              hosts: [web.example.com]
              gateways: [gw]
              http: [{name: main, match: [{uri: {prefix: /}}], route: [{destination: {host: shop, subset: v1}, weight: 100}]}]
            """;
    private static final String RULE = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop, namespace: ns}
            spec: {host: shop, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
            """;
    private static final TrafficTarget.Route ROUTE = new TrafficTarget.Route(
            RouteRef.virtualService("ns", "web"),
            List.of("main"),
            "shop",
            List.of(new TrafficTarget.Original(false, true, 0)),
            "",
            "/");
    private static final TrafficTarget TARGET =
            new TrafficTarget("ns", "web-1", "pin", "v1", "v2", "v2", List.of(ROUTE));
    private static final DesiredTraffic TENTH = new DesiredTraffic.Split(Weight.ofPercent(10));
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Reverted);

    private final BareApi api = new BareApi(RULE);

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/spec/http     | 500   | {redirect: {uri: /}} | has 501 http routes, more than the 500 that are looked into; split it",
                "/spec/http/0/match | 1000  | {uri: {exact: /a}}   | has 1,001 matches, more than the 1,000 that are looked into; split it",
                "/spec/http/0/route | 1000  | {weight: 0}          | has 1,001 destinations, more than the 1,000 that are looked into; split it",
                "/spec/hosts    | 100   | {}                   | has 101 hosts, more than the 100 that are looked into; split it",
                "/spec/gateways | 100   | {}                   | has 101 gateways, more than the 100 that are looked into; split it",
            })
    void saysWhatThereIsTooMuchOf(String place, int most, String entry, String message) {
        ObjectNode json = (ObjectNode) MeshYaml.read(WEB);
        ArrayNode list = (ArrayNode) json.at(place);
        while (list.size() < most) {
            list.add(MeshYaml.read(entry));
        }
        assertThat(ObjectLimits.bounded(json)).isSameAs(json);

        list.add(MeshYaml.read(entry));

        assertThat(ObjectLimits.why(ObjectLimits.bounded(json)))
                .contains("VirtualService web of namespace ns " + message);
    }

    @Test
    void knowsNothingButTheMetadataOfWhatIsTooLong() {
        ObjectNode json = (ObjectNode) MeshYaml.read(WEB);
        ((ObjectNode) json.at("/spec/http/0")).put("unknown", "x".repeat(ObjectLimits.CHARACTERS));

        ObjectNode bounded = ObjectLimits.bounded(json);

        assertThat(ObjectLimits.why(bounded).orElseThrow())
                .contains("characters in its http routes, more than the 262,144");
        assertThat(bounded.at("/metadata/resourceVersion").asText()).isEqualTo("1");
        assertThat(bounded.toString()).hasSizeLessThan(1_000);
    }

    @Test
    void doesNotCountPinnedRoutes() {
        ObjectNode json = many(ObjectLimits.ROUTES - 1);
        TrafficTarget.Route all =
                new TrafficTarget.Route(RouteRef.virtualService("ns", "web"), List.of(), "shop", List.of(), "", "/");

        ObjectNode pinned =
                VirtualServiceEdit.of(json, target(all), all, TENTH, () -> "n").after();

        assertThat(ObjectLimits.why(ObjectLimits.bounded(pinned))).isEmpty();
    }

    @Test
    void isAbsentForOthersAndInTheWayOfWhoNeedsIt() {
        ObjectNode large = many(8_600);
        IstioResourceClient documents = new IstioResourceClient(api.client());
        create(large);

        assertThat(new FetchedObjects(documents, GatewayTrust.USUALLY, "ns")
                        .virtualServicesFor(Set.of("web.example.com")))
                .isEmpty();
        assertThatThrownBy(() -> MeshParts.mesh(api.client())
                        .survey(
                                "ns",
                                PolicyReader.read("{\"routes\": [{\"virtualService\": \"web\"}]}"),
                                Candidate.NONE,
                                () -> {}))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "VirtualService web of namespace ns has 8,601 http routes, more than the 500 that are looked into; split it");
    }

    @Test
    void isKeptByItsMetadataAloneOnceItHasGrown() {
        create(many(1));
        WatchedObjects objects = MeshParts.objects(api.client());
        objects.start(_ -> {});
        try {
            await().until(() -> objects.synced("ns"));
            assertThat(objects.virtualServicesFor(Set.of("web.example.com"))).hasSize(1);

            api.client()
                    .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                    .inNamespace("ns")
                    .withName("web")
                    .edit(web -> {
                        web.setAdditionalProperty("spec", Map.of("http", Collections.nCopies(600, Map.of())));
                        return web;
                    });

            await().until(() ->
                    objects.virtualServicesFor(Set.of("web.example.com")).isEmpty());
            assertThat(objects.virtualService("ns", "web").flatMap(ObjectLimits::why))
                    .hasValueSatisfying(
                            why -> assertThat(why).startsWith("VirtualService web of namespace ns has 600"));
        } finally {
            objects.stop();
        }
    }

    /** One that grew meanwhile. */
    @Test
    void goesBackWhatItDoesNotGoOnWith() {
        ObjectNode grown = many(600);
        IstioTrafficRouter router = MeshParts.mesh(api.client());
        create(grown);

        assertThat(router.read(TARGET, TENTH).problem()).containsInstanceOf(TrafficStatus.Obstacle.class);
        assertThatThrownBy(() -> router.apply(TARGET, TENTH)).isInstanceOf(TrafficConfigException.class);
        router.apply(TARGET, BACK);
        assertThat(router.read(TARGET, BACK).problem()).isEmpty();
        router.apply(TARGET, new DesiredTraffic.Clean(Outcome.Reverted));

        assertThat(http(api.client()
                        .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                        .inNamespace("ns")
                        .withName("web")
                        .get()))
                .isEqualTo(601);
    }

    /** JsonDiff would make a table of all pairs. */
    @Test
    void writesListsOfThousandsInWhole() {
        ObjectNode json = many(10_000);

        VirtualServiceEdit forward = VirtualServiceEdit.of(json, TARGET, ROUTE, TENTH, () -> "n");
        VirtualServiceEdit back = VirtualServiceEdit.of(forward.after(), TARGET, ROUTE, BACK, () -> "m");

        for (VirtualServiceEdit edit : List.of(forward, back)) {
            ArrayNode change = JsonPatchDiff.of(edit.before(), edit.after());
            assertThat(change).hasSize(1);
            assertThat(change.at("/0/path").asText()).isEqualTo("/spec/http");
            assertThat(JsonPatch.apply(change, edit.before())).isEqualTo(edit.after());
        }
        assertThat(http(back.after())).isEqualTo(10_002);
    }

    @Test
    void writesTheDifferenceAloneOfUsualObjects() {
        ObjectNode json = many(100);

        VirtualServiceEdit edit = VirtualServiceEdit.of(json, TARGET, ROUTE, TENTH, () -> "n");
        ArrayNode change = JsonPatchDiff.of(edit.before(), edit.after());

        assertThat(change)
                .isNotEmpty()
                .allMatch(one -> one.path("path").asText().startsWith("/spec/http/"));
        assertThat(JsonPatch.apply(change, edit.before())).isEqualTo(edit.after());
    }

    /** Each of ours may be behind each of theirs: pairs of so many would take half a minute. */
    @Test
    void holdsNotEachMatchAgainstEachOther() {
        ObjectNode json = many(5_000);
        JsonNode managed = json.at("/spec/http/5000");
        ArrayNode matches = (ArrayNode) managed.at("/match");
        matches.removeAll();
        IntStream.range(0, 5_000)
                .forEach(i -> matches.addObject().putObject("uri").put("prefix", "/r" + i));
        ListenerHost entrance = new ListenerHost("ns/gw", "web.example.com", new GatewayListener(80, false));
        RoutePrecedence precedence = new RoutePrecedence(
                entrance,
                new FetchedObjects(new IstioResourceClient(api.client()), GatewayTrust.USUALLY, "ns"),
                new ComparisonBudget(ComparisonBudget.USUAL));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(precedence.inside(json, List.of(managed))).isEmpty());
    }

    @Test
    void findsTheRouteThatIsBeforeBySeveralBeginnings() {
        ObjectNode json = (ObjectNode) MeshYaml.read("""
                metadata: {name: web, namespace: ns}
                spec:
                  http:
                    - {name: other, match: [{uri: {prefix: /shop/b}}, {uri: {exact: /shop}}]}
                    - {name: first, match: [{uri: {prefix: /sh}}]}
                    - {name: main, match: [{uri: {prefix: /shop/a}}, {uri: {exact: /shop/c}}]}
                """);
        RoutePrecedence precedence = new RoutePrecedence(
                new ListenerHost("ns/gw", "web.example.com", new GatewayListener(80, false)),
                new FetchedObjects(new IstioResourceClient(api.client()), GatewayTrust.USUALLY, "ns"),
                new ComparisonBudget(ComparisonBudget.USUAL));

        assertThat(precedence.inside(json, List.of(json.at("/spec/http/2")))).contains("http route first");
        assertThat(precedence.inside(json, List.of(json.at("/spec/http/1")))).isEmpty();
    }

    @Test
    void endsWithAWordWhereThereIsTooMuchToCompare() {
        ComparisonBudget effort = new ComparisonBudget(5);

        effort.need(5, "web");

        assertThatThrownBy(() -> effort.need(1, "web"))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageEndingWith("split it");
    }

    @Test
    void keepsNoMoreOfANamespaceThanItsShareAndAllOfOthers() {
        ObjectStore kept = new ObjectStore();
        ObjectNode large = (ObjectNode) MeshYaml.read(WEB);
        ((ObjectNode) large.at("/spec/http/0")).put("name", "x".repeat(ObjectLimits.CHARACTERS / 2));
        for (int i = 0; i < 100; i++) {
            kept.put("evil/web-" + i, Optional.of(large.deepCopy()));
        }
        kept.put("ns/web", Optional.of(large.deepCopy()));

        assertThat(kept.in("evil").mapToLong(ObjectLimits::characters).sum())
                .isLessThan(ObjectStore.MOST + 100 * 1_000);
        assertThat(kept.get("evil", "web-99").flatMap(ObjectLimits::why).orElseThrow())
                .contains(
                        "is not looked into, since that namespace has more text in objects of this kind than is kept");
        assertThat(kept.get("ns", "web").flatMap(ObjectLimits::why)).isEmpty();

        for (int i = 0; i < 100; i++) {
            kept.put("evil/web-" + i, Optional.empty());
        }
        kept.put("evil/web", Optional.of(large));
        assertThat(kept.get("evil", "web").flatMap(ObjectLimits::why)).isEmpty();
    }

    @Test
    void weighsWhatIsEmptyToo() {
        ObjectNode json = (ObjectNode) MeshYaml.read(WEB);
        ArrayNode unknown = ((ObjectNode) json.at("/spec")).putArray("unknown");
        for (int i = 0; i < 30_000; i++) {
            unknown.addObject();
        }
        ObjectStore kept = new ObjectStore();

        for (int i = 0; i < 4; i++) {
            kept.put("evil/web-" + i, Optional.of(json.deepCopy()));
        }

        assertThat(kept.in("evil").filter(one -> ObjectLimits.why(one).isEmpty()))
                .hasSize(2);
    }

    @Test
    void mentionsNothingThatIsNotKept() {
        WatchedObjects objects = MeshParts.objects(api.client());
        objects.start(_ -> {});
        try {
            await().until(() -> objects.synced("ns"));
            ObjectNode large = (ObjectNode) MeshYaml.read(WEB);
            ((ObjectNode) large.at("/spec/http/0")).put("name", "x".repeat(ObjectLimits.CHARACTERS * 3 / 4));
            int fitting = (int) (ObjectStore.MOST / (ObjectLimits.CHARACTERS * 3 / 4));
            for (int i = 0; i < fitting + 3; i++) {
                ((ObjectNode) large.path("metadata")).put("name", "web-" + i);
                create(large);
            }
            await().until(() ->
                    objects.virtualService("ns", "web-" + (fitting + 2)).isPresent());

            for (int i = fitting + 2; i >= 0; i--) {
                api.client()
                        .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                        .inNamespace("ns")
                        .withName("web-" + i)
                        .delete();
            }

            await().untilAsserted(() -> assertThat(objects.hostsMentioned()).isEmpty());
        } finally {
            objects.stop();
        }
    }

    @Test
    void looksIntoNoMoreRulesOfANamespaceThanItsShare() {
        try (PagedApi paged = new PagedApi()) {
            String rule = MeshYaml.read(RULE).toString();
            paged.list(
                    "/apis/networking.istio.io/v1/namespaces/ns/destinationrules",
                    "DestinationRuleList",
                    60,
                    i -> rule.replace("v1", "v1" + "x".repeat(50_000) + i));
            IstioResourceClient documents = new IstioResourceClient(paged.client());

            assertThatThrownBy(() -> documents.rules("ns", List.of("shop")))
                    .isInstanceOf(TrafficConfigException.class)
                    .hasMessageContaining("namespace ns has more text in its DestinationRules than is looked into");
            assertThat(documents.rules("ns", List.of("cart"))).isEmpty();
        }
    }

    private void create(ObjectNode json) {
        api.create(json.toString());
    }

    private static int http(GenericKubernetesResource resource) {
        return ((List<?>) resource.get("spec", "http")).size();
    }

    private static long http(ObjectNode json) {
        return StreamSupport.stream(json.at("/spec/http").spliterator(), false).count();
    }

    private static TrafficTarget target(TrafficTarget.Route route) {
        return new TrafficTarget("ns", "web-1", "pin", "v1", "v2", "v2", List.of(route));
    }

    /** So many redirects before the managed route. */
    private static ObjectNode many(int redirects) {
        ObjectNode json = (ObjectNode) MeshYaml.read(WEB);
        ArrayNode http = (ArrayNode) json.at("/spec/http");
        for (int i = 0; i < redirects; i++) {
            ObjectNode route = http.insertObject(0);
            route.putArray("match").addObject().putObject("uri").put("exact", "/r" + i);
            route.putObject("redirect").put("uri", "/");
        }
        return json;
    }
}
