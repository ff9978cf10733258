package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.RouteRef;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Request;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.TrafficReadResult;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mesh's objects become over an API server that may be in trouble. */
class IstioTrafficRouterTest {
    private static final String OBJECTS = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: ns}
            spec: {hosts: [web.example.com], gateways: [gw], http: [{route: [{destination: {host: shop, subset: v1}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: api, namespace: ns}
            spec: {hosts: [api.example.com], gateways: [gw], http: [{route: [{destination: {host: shop, subset: v1}, weight: 100}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop, namespace: ns}
            spec: {host: shop, subsets: [{name: v1, labels: {version: v1, tier: front}, trafficPolicy: {unknown: 1}}]}
            """;
    private static final DesiredTraffic HALF = new DesiredTraffic.Split(Weight.ofPercent(50));
    private static final DesiredTraffic ONLY_GREEN_SERVES = new DesiredTraffic.Split(Weight.ALL, true);
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Reverted);
    private static final DesiredTraffic CLEAN = new DesiredTraffic.Clean(Outcome.Reverted);

    private final BareApi api = new BareApi(OBJECTS);
    private final TroubledApi trouble = new TroubledApi(api.uri());
    private final KubernetesClient client = trouble.client();
    private final IstioTrafficRouter router = MeshParts.mesh(client);

    @AfterEach
    void close() {
        client.close();
        trouble.close();
        api.close();
    }

    @Test
    void movesSeveralVirtualServicesTogether() {
        router.apply(target("v2"), HALF);

        assertThat(green("web")).isEqualTo(50);
        assertThat(green("api")).isEqualTo(50);
        assertThat(router.read(target("v2"), HALF).problem()).isEmpty();
    }

    @Test
    void takesTheFirstBackWhenTheSecondCannotBeWritten() {
        JsonNode web = spec("web");
        JsonNode apiBefore = spec("api");
        trouble.make(refusing("/virtualservices/api"));

        assertThatThrownBy(() -> router.apply(target("v2"), HALF)).isInstanceOf(KubernetesClientException.class);

        assertThat(spec("web")).isEqualTo(web);
        assertThat(spec("api")).isEqualTo(apiBefore);
    }

    @Test
    void writesNothingWhenOneVirtualServiceStandsInTheWay() {
        JsonNode web = spec("web");
        edit("api", "sends elsewhere", http -> http.replace("shop", "cart"));

        assertThatThrownBy(() -> router.apply(target("v2"), HALF))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("VirtualService api sends nothing to subset v1 or v2 of shop");

        assertThat(spec("web")).isEqualTo(web);
    }

    @ParameterizedTest
    @CsvSource({"web, api", "api, web"})
    void onTheWayBackWritesEveryOneThatCanBeWritten(String broken, String whole) {
        router.apply(target("v2"), HALF);
        trouble.make(refusing("/virtualservices/" + broken));

        assertThatThrownBy(() -> router.apply(target("v2"), BACK)).isInstanceOf(KubernetesClientException.class);

        assertThat(green(whole)).isZero();
        assertThat(green(broken)).isEqualTo(50);
        trouble.calm();
        router.apply(target("v2"), BACK);
        assertThat(green(broken)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"web, api", "api, web"})
    void whereOnlyGreenServesWritesEveryOneThatCanBeWritten(String broken, String whole) {
        router.apply(target("v2"), HALF);
        trouble.make(refusing("/virtualservices/" + broken));

        assertThatThrownBy(() -> router.apply(target("v2"), ONLY_GREEN_SERVES))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(green(whole)).isEqualTo(100);
        assertThat(green(broken)).isEqualTo(50);
        trouble.calm();
        router.apply(target("v2"), ONLY_GREEN_SERVES);
        assertThat(green(broken)).isEqualTo(100);
    }

    @Test
    void whereOnlyGreenServesAVirtualServiceThatIsMissingKeepsNoOtherWaiting() {
        router.apply(target("v2"), HALF);
        delete("api");

        assertThatCode(() -> router.apply(target("v2"), ONLY_GREEN_SERVES)).doesNotThrowAnyException();

        assertThat(green("web")).isEqualTo(100);
        TrafficReadResult reading = router.read(target("v2"), ONLY_GREEN_SERVES);
        assertThat(reading.problem()).isEmpty();
        assertThat(reading.stamps()).containsOnlyKeys(RouteRef.virtualService("ns", "web"));
    }

    @ParameterizedTest
    @CsvSource({"web, api", "api, web"})
    void oneThatStandsInTheWayHidesNoOtherThatIsToBeWritten(String broken, String whole) {
        router.apply(target("v2"), HALF);
        edit(broken, "sends elsewhere", http -> http.replace("shop", "cart"));

        for (DesiredTraffic goal : List.of(BACK, ONLY_GREEN_SERVES)) {
            assertThat(router.read(target("v2"), goal).problem()).containsInstanceOf(TrafficStatus.Unwritten.class);
            assertThatThrownBy(() -> router.apply(target("v2"), goal)).isInstanceOf(TrafficConfigException.class);
            assertThat(green(whole)).isEqualTo(goal.equals(BACK) ? 0 : 100);
            assertThat(router.read(target("v2"), goal).problem()).containsInstanceOf(TrafficStatus.Obstacle.class);
        }
    }

    @Test
    void worksOnFreshDataWhenSomeoneElseWasFaster() {
        AtomicInteger edits = new AtomicInteger();
        trouble.make(request -> {
            if (request.is("PATCH", "/virtualservices/web") && edits.incrementAndGet() <= 2) {
                edit("web", "edited", text -> text.replace("\"hosts\":[", "\"hosts\":[\"h" + edits.get() + ".com\","));
            }
            return TroubledApi.NONE;
        });

        router.apply(target("v2"), HALF);

        assertThat(edits.get()).isEqualTo(3);
        assertThat(green("web")).isEqualTo(50);
        assertThat(spec("web").path("hosts")).as("both edits of the other").hasSize(3);
    }

    @Test
    void givesUpForThisTimeWhenSomeoneElseNeverStops() {
        AtomicInteger patches = new AtomicInteger();
        trouble.make(request -> {
            if (request.is("PATCH", "/virtualservices/web")) {
                patches.incrementAndGet();
                return new Trouble.Answer(409);
            }
            return TroubledApi.NONE;
        });

        assertThatThrownBy(() -> router.apply(target("v2"), HALF)).isInstanceOf(ApiRejectedException.class);

        assertThat(patches.get()).isBetween(2, 10);
        assertThat(green("api")).isZero();
    }

    @Test
    void addsTheMissingSubsetAndChangesNoOther() {
        JsonNode before = rule();

        router.apply(target("v2"), new DesiredTraffic.Untouched());

        assertThat(rule().at("/subsets/0")).isEqualTo(before.at("/subsets/0"));
        assertThat(rule().path("subsets")).hasSize(2);
        assertThat(rule().at("/subsets/1")).isEqualTo(MeshYaml.read("{name: v2, labels: {version: v2}}"));
        assertThat(green("web")).as("weights").isZero();
    }

    @Test
    void tellsAWriteThatIsRefusedForGoodWithItsObjectAndTheCure() {
        trouble.make(request -> request.is("PATCH", "/destinationrules/") ? new Trouble.Answer(400) : TroubledApi.NONE);

        assertThatThrownBy(() -> router.apply(target("v2"), HALF))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        e -> assertThat(WriteRefusal.of(e))
                                .contains(
                                        "the API server refuses to change DestinationRule shop: trouble was made; mend what that names, or set"
                                                + " spec.desired of the Rollout to Aborted; it is tried again until it is taken"));
    }

    /** A patch that does not fit any more is refused like a bad one. */
    @Test
    void takesARefusalForNoneWhereSomeoneElseHasJustChangedTheObject() {
        trouble.make(request -> {
            if (request.is("PATCH", "/destinationrules/")) {
                labelRule();
                return new Trouble.Answer(422);
            }
            return TroubledApi.NONE;
        });

        assertThatThrownBy(() -> router.apply(target("v2"), HALF))
                .isInstanceOfSatisfying(ApiRejectedException.class, e -> {
                    assertThat(e.conflict()).isTrue();
                    assertThat(WriteRefusal.of(e)).isEmpty();
                });
    }

    @Test
    void refusesASubsetWhoseNameIsTaken() {
        TrafficTarget taken = new TrafficTarget(
                "ns", "shop-1", "pin", "v1", "v1", "v2", target("v2").routes());

        assertThatThrownBy(() -> router.apply(taken, HALF))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "subset v1 of DestinationRule shop selects {tier=front, version=v1}, not the pods with version=v2; existing subsets are never changed: rename that subset");
        assertThat(router.read(taken, HALF).problem()).containsInstanceOf(TrafficStatus.Obstacle.class);
    }

    @Test
    void saysThatAVirtualServiceIsMissingOnTheWayForward() {
        delete("api");

        assertThatThrownBy(() -> router.apply(target("v2"), HALF))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "VirtualService api does not exist in namespace ns; apply it or mend spec.routes of the policy");
        assertThat(green("web")).isZero();
    }

    @Test
    void hasNothingToDoForAVirtualServiceThatIsMissingOnTheWayBack() {
        router.apply(target("v2"), HALF);
        delete("api");

        assertThatCode(() -> router.apply(target("v2"), BACK)).doesNotThrowAnyException();

        assertThat(green("web")).isZero();
        TrafficReadResult reading = router.read(target("v2"), BACK);
        assertThat(reading.problem()).isEmpty();
        assertThat(reading.revert()).contains(Outcome.Reverted);
        assertThat(reading.stamps()).containsOnlyKeys(RouteRef.virtualService("ns", "web"));
    }

    @Test
    void leavesEachAsItWasOnceItIsClean() {
        JsonNode web = spec("web");
        JsonNode other = spec("api");
        router.apply(target("v2"), HALF);
        router.apply(target("v2"), BACK);

        router.apply(target("v2"), CLEAN);

        assertThat(spec("web")).isEqualTo(web);
        assertThat(spec("api")).isEqualTo(other);
    }

    @Test
    void saysWhatSomeoneElseHasChanged() {
        router.apply(target("v2"), HALF);
        edit("api", "weights", text -> text.replace("\"weight\":50", "\"weight\":40"));

        assertThat(router.read(target("v2"), HALF).problem())
                .contains(new TrafficStatus.Unwritten("VirtualService api gives green 40 of 80 instead of 50 %"));
    }

    @Test
    void saysThatThePinsAreGone() {
        router.apply(target("v2"), HALF);
        edit("api", "pins", text -> text.replace("\"exact\":\"pin-green\"", "\"exact\":\"x\""));

        assertThat(router.read(target("v2"), HALF).problem())
                .contains(new TrafficStatus.Unwritten("VirtualService api lacks the pinned routes"));
    }

    @Test
    void seesARevertThatWasWrittenWhateverItWants() {
        router.apply(target("v2"), HALF);
        router.apply(target("v2"), BACK);

        assertThat(router.read(target("v2"), HALF).revert()).contains(Outcome.Reverted);
    }

    @Test
    void namesWhoTookGreensSubsetOut() {
        router.apply(target("v2"), HALF);
        var resource = api.client()
                .genericKubernetesResources(IstioResourceClient.DESTINATION_RULE)
                .inNamespace("ns")
                .withName("shop");
        resource.edit(json -> {
            json.<List<Object>>get("spec", "subsets").removeLast();
            json.getMetadata()
                    .setManagedFields(List.of(new ManagedFieldsEntryBuilder()
                            .withManager("argocd-controller")
                            .withOperation("Apply")
                            .withTime("2026-01-01T00:00:05Z")
                            .build()));
            return json;
        });
        String missing =
                "subset v2 is missing in DestinationRule shop, written by argocd-controller (Apply, 2026-01-01T00:00:05Z)";

        assertThat(router.read(target("v2"), HALF).problem()).contains(new TrafficStatus.Unwritten(missing));
        assertThat(router.apply(target("v2"), HALF)).containsExactly(missing);
        assertThat(router.apply(target("v2"), HALF)).isEmpty();
        assertThat(rule().path("subsets")).hasSize(2);
    }

    @Test
    void saysThatItCannotReadAndClaimsNothing() {
        router.apply(target("v2"), HALF);
        trouble.make(request -> new Trouble.Answer(500));

        TrafficReadResult reading = router.read(target("v2"), HALF);

        assertThat(reading.unreadable()).isTrue();
        assertThat(reading.stamps()).isEmpty();
    }

    private static Function<Request, Trouble> refusing(String path) {
        return request -> request.is("PATCH", path) ? new Trouble.Answer(500) : TroubledApi.NONE;
    }

    private static TrafficTarget target(String version) {
        TrafficTarget.Original plain = new TrafficTarget.Original(false, false);
        TrafficTarget.Original weighted = new TrafficTarget.Original(false, true);
        return new TrafficTarget(
                "ns",
                "shop-1",
                "pin",
                "v1",
                version,
                version,
                List.of(
                        new TrafficTarget.Route(
                                RouteRef.virtualService("ns", "web"), List.of(), "shop", List.of(plain), "", "/"),
                        new TrafficTarget.Route(
                                RouteRef.virtualService("ns", "api"), List.of(), "shop", List.of(weighted), "", "/")));
    }

    private int green(String name) {
        for (JsonNode http : spec(name).path("http")) {
            if (!IstioHttpRoute.pinned(http)) {
                return http.path("route").size() < 2
                        ? 0
                        : http.at("/route/1/weight").asInt();
            }
        }
        throw new AssertionError("no route in " + name);
    }

    private JsonNode spec(String name) {
        return tree(IstioResourceClient.VIRTUAL_SERVICE, name);
    }

    private JsonNode rule() {
        return tree(IstioResourceClient.DESTINATION_RULE, "shop");
    }

    private JsonNode tree(ResourceDefinitionContext kind, String name) {
        return new ObjectMapper()
                .valueToTree(api.client()
                        .genericKubernetesResources(kind)
                        .inNamespace("ns")
                        .withName(name)
                        .require())
                .path("spec");
    }

    /** Someone else edits the JSON text of the spec. */
    private void edit(String name, String what, Function<String, String> change) {
        var resource = api.client()
                .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                .inNamespace("ns")
                .withName(name);
        GenericKubernetesResource json = resource.require();
        ObjectMapper mapper = new ObjectMapper();
        try {
            String before =
                    mapper.writeValueAsString(json.getAdditionalProperties().get("spec"));
            String after = change.apply(before);
            assertThat(after).as(what).isNotEqualTo(before);
            json.getAdditionalProperties().put("spec", mapper.readValue(after, Map.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        json.getMetadata().setResourceVersion(null);
        api.client()
                .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                .inNamespace("ns")
                .resource(json)
                .update();
    }

    private void labelRule() {
        api.client()
                .genericKubernetesResources(IstioResourceClient.DESTINATION_RULE)
                .inNamespace("ns")
                .withName("shop")
                .edit(rule -> {
                    rule.getMetadata().setLabels(Map.of("edited", "yes"));
                    return rule;
                });
    }

    private void delete(String name) {
        api.client()
                .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                .inNamespace("ns")
                .withName(name)
                .delete();
    }
}
