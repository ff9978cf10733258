package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.RouteRef;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody takes blue's subset out of the DestinationRule in mid-release: git has what is to be in the end. */
class LostSubsetTest {
    private static final String BLUE = """
            {"name":"v1","labels":{"version":"v1","tier":"front"},"trafficPolicy":{"unknown":1}}""";
    private static final String OBJECTS = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: ns}
            spec: {hosts: [web.example.com], gateways: [gw], http: [{route: [{destination: {host: shop.ns.svc.cluster.local, subset: v1}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop, namespace: ns}
            spec: {host: shop, subsets: [%s]}
            """.formatted(BLUE);
    private static final String WRITER = ", written by argocd-controller (Apply, 2026-01-01T00:00:05Z)";
    private static final String MISSING = "subset v1 is missing in DestinationRule shop" + WRITER;
    private static final String NOT_KNOWN =
            "DestinationRule shop has no subset v1, which serves now; it has v2; put it back";
    private static final DesiredTraffic HALF = new DesiredTraffic.Split(Weight.ofPercent(50));
    private static final DesiredTraffic ONLY_GREEN_SERVES = new DesiredTraffic.Split(Weight.ALL, true);
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Aborted);

    private final BareApi api = new BareApi(OBJECTS);
    private final TroubledApi trouble = new TroubledApi(api.uri());
    private final KubernetesClient client = trouble.client();
    private final IstioTrafficRouter router = MeshParts.mesh(client);
    private final List<String> written = new ArrayList<>();

    @BeforeEach
    void release() {
        router.apply(target(BLUE), HALF);
        trouble.make(request -> {
            if (request.is("PATCH", "/ns/")) {
                written.add(request.path().replaceAll(".*/ns/([a-z]*)/.*", "$1"));
            }
            return TroubledApi.NONE;
        });
    }

    @AfterEach
    void close() {
        client.close();
        trouble.close();
        api.close();
    }

    @Test
    void isPutBackAsItWasAndItIsToldWhoTookItOut() {
        take("v1");

        assertThat(router.read(target(BLUE), HALF).problem()).contains(new TrafficStatus.Unwritten(MISSING));
        assertThat(router.apply(target(BLUE), HALF)).containsExactly(MISSING);

        assertThat(subsets()).containsExactly(MeshYaml.read("{name: v2, labels: {version: v2}}"), MeshYaml.read(BLUE));
        assertThat(router.read(target(BLUE), HALF).problem()).isEmpty();
        assertThat(router.apply(target(BLUE), HALF)).isEmpty();
    }

    @Test
    void isPutBackTogetherWithGreens() {
        take("v1", "v2");
        String missing = "subsets v1 and v2 are missing in DestinationRule shop" + WRITER;

        assertThat(router.apply(target(BLUE), HALF)).containsExactly(missing);

        assertThat(subsets()).containsExactly(MeshYaml.read(BLUE), MeshYaml.read("{name: v2, labels: {version: v2}}"));
    }

    @Test
    void isPutBackOnTheWayBackBehindTheWeights() {
        take("v1", "v2");

        assertThat(router.read(target(BLUE), BACK).problem()).containsInstanceOf(TrafficStatus.Unwritten.class);
        router.apply(target(BLUE), BACK);

        assertThat(written).containsExactly("virtualservices", "destinationrules");
        assertThat(subsets()).as("nobody goes to green").containsExactly(MeshYaml.read(BLUE));
        assertThat(router.read(target(BLUE), BACK).problem()).isEmpty();
    }

    @Test
    void aSubsetThatIsThereIsNeverChanged() {
        write(List.of(Map.of("name", "v1", "labels", Map.of("version", "v9"))));

        router.apply(target(BLUE), BACK);

        assertThat(subsets()).containsExactly(MeshYaml.read("{name: v1, labels: {version: v9}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/destinationrules", "/destinationrules/shop"})
    void weightsGoBackThoughTheDestinationRuleCannotBeReadOrWritten(String path) {
        take("v1");
        trouble.make(request ->
                request.is("GET", path) || request.is("PATCH", path) ? new Trouble.Answer(500) : TroubledApi.NONE);

        tried(() -> router.apply(target(BLUE), BACK));

        assertThat(green()).isZero();
    }

    @Test
    void aRevertIsNotOverBeforeTheSubsetIsThere() {
        take("v1");
        trouble.make(
                request -> request.is("PATCH", "/destinationrules/shop") ? new Trouble.Answer(500) : TroubledApi.NONE);

        assertThatThrownBy(() -> router.apply(target(BLUE), BACK)).isInstanceOf(KubernetesClientException.class);

        assertThat(router.read(target(BLUE), BACK).problem()).contains(new TrafficStatus.Unwritten(MISSING));
    }

    @Test
    void usersGoToAGreenThatAloneServesBeforeItIsPutBack() {
        take("v1");

        router.apply(target(BLUE), ONLY_GREEN_SERVES);

        assertThat(written).containsExactly("virtualservices", "destinationrules");
        assertThat(green()).isEqualTo(100);
        assertThat(subsets()).contains(MeshYaml.read(BLUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no json", "[]", "{\"name\":\"v1\"}", "{\"name\":\"v3\",\"labels\":{\"version\":\"v1\"}}"})
    void oneOfWhichNothingIsKnownIsAPersonsToPutBack(String kept) {
        take("v1");

        assertThat(router.read(target(kept), HALF).problem()).contains(new TrafficStatus.Obstacle(NOT_KNOWN));
        assertThatThrownBy(() -> router.apply(target(kept), HALF)).hasMessage(NOT_KNOWN);

        assertThat(green()).isEqualTo(50);
        router.apply(target(kept), ONLY_GREEN_SERVES);
        assertThat(green()).as("users go to green all the same").isEqualTo(100);
        assertThat(router.read(target(kept), ONLY_GREEN_SERVES).problem()).isEmpty();
        router.apply(target(kept), BACK);
        assertThat(green()).as("and back").isZero();
        assertThat(router.read(target(kept), BACK).problem()).contains(new TrafficStatus.Obstacle(NOT_KNOWN));
        assertThat(written).doesNotContain("destinationrules");
    }

    @Test
    void whereNothingSendsTrafficNoSubsetIsMissing() {
        take("v1");
        api.client()
                .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                .inNamespace("ns")
                .withName("web")
                .delete();

        assertThat(router.read(target(BLUE), BACK).problem()).isEmpty();
    }

    private static TrafficTarget target(String kept) {
        TrafficTarget.Route route = new TrafficTarget.Route(
                RouteRef.virtualService("ns", "web"),
                List.of(),
                "shop.ns.svc.cluster.local",
                List.of(new TrafficTarget.Original(false, false)),
                "",
                "/",
                Set.of(),
                kept);
        return new TrafficTarget("ns", "shop-1", "pin", "v1", "v2", "v2", List.of(route));
    }

    private static void tried(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            assertThat(e).isInstanceOfAny(KubernetesClientException.class, ApiRejectedException.class);
        }
    }

    /** As a tool applies it that has neither of these in git. */
    private void take(String... names) {
        List<Map<String, Object>> left = new ArrayList<>();
        for (JsonNode subset : subsets()) {
            if (!List.of(names).contains(subset.path("name").asText())) {
                left.add(new ObjectMapper().convertValue(subset, Map.class));
            }
        }
        write(left);
    }

    private void write(List<Map<String, Object>> subsets) {
        api.client()
                .genericKubernetesResources(IstioResourceClient.DESTINATION_RULE)
                .inNamespace("ns")
                .withName("shop")
                .edit(json -> {
                    json.<Map<String, Object>>get("spec").put("subsets", subsets);
                    json.getMetadata()
                            .setManagedFields(List.of(new ManagedFieldsEntryBuilder()
                                    .withManager("argocd-controller")
                                    .withOperation("Apply")
                                    .withTime("2026-01-01T00:00:05Z")
                                    .build()));
                    return json;
                });
    }

    private List<JsonNode> subsets() {
        List<JsonNode> subsets = new ArrayList<>();
        spec(IstioResourceClient.DESTINATION_RULE, "shop").path("subsets").forEach(subsets::add);
        return subsets;
    }

    private int green() {
        for (JsonNode http : spec(IstioResourceClient.VIRTUAL_SERVICE, "web").path("http")) {
            if (!IstioHttpRoute.pinned(http)) {
                return Optional.ofNullable(http.path("route").get(1))
                        .map(route -> route.path("weight").asInt())
                        .orElse(0);
            }
        }
        throw new AssertionError("no route");
    }

    private JsonNode spec(ResourceDefinitionContext kind, String name) {
        return new ObjectMapper()
                .valueToTree(api.client()
                        .genericKubernetesResources(kind)
                        .inNamespace("ns")
                        .withName(name)
                        .require())
                .path("spec");
    }
}
