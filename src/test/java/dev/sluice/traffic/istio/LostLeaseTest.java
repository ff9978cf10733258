package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica that is overtaken in the middle of its writes puts nothing of its own over what its successor has written. */
final class LostLeaseTest {
    private static final String OBJECTS = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: ns}
            spec: {hosts: [web.example.com], http: [{route: [{destination: {host: shop, subset: v1}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: api, namespace: ns}
            spec: {hosts: [api.example.com], http: [{route: [{destination: {host: shop, subset: v1}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop, namespace: ns}
            spec: {host: shop, subsets: [{name: v1, labels: {version: v1}}]}
            """;
    private static final DesiredTraffic HALF = new DesiredTraffic.Split(Weight.ofPercent(50));
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Reverted);

    private final BareApi api = new BareApi(OBJECTS);
    private final TroubledApi trouble = new TroubledApi(api.uri());
    private final KubernetesClient client = trouble.client();
    private final IstioTrafficRouter router = MeshParts.mesh(client);
    private final AtomicBoolean leased = new AtomicBoolean(true);
    private final AtomicInteger patches = new AtomicInteger();

    @AfterEach
    void close() {
        client.close();
        trouble.close();
        api.close();
    }

    @Test
    void doesNotRepeatARefusedWriteOverASuccessorsRevert() {
        IstioTrafficRouter successor = MeshParts.mesh(api.client());
        successor.apply(target(), HALF);
        make(request -> {
            if (!request.is("PATCH", "/virtualservices/") || patches.get() > 1) {
                return TroubledApi.NONE;
            }
            successor.apply(target(), BACK);
            return new Trouble.Answer(409);
        });

        assertThatThrownBy(() -> router.apply(target(), new DesiredTraffic.Split(Weight.ofPercent(75)), leased::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("decided anew");

        assertThat(green("web")).isZero();
        assertThat(patches).hasValue(1);
    }

    @Test
    void doesNotRepeatARefusedWriteOnceTheLeaseIsLost() {
        make(request -> {
            if (request.is("PATCH", "/virtualservices/")) {
                leased.set(false);
                return new Trouble.Answer(409);
            }
            return TroubledApi.NONE;
        });

        refuses(() -> router.apply(target(), HALF, leased::get));

        assertThat(patches)
                .as("the DestinationRule, and the one that was refused")
                .hasValue(2);
        assertThat(green("web")).isZero();
    }

    @Test
    void addsNoSubset() {
        make(_ -> TroubledApi.NONE);
        leased.set(false);

        refuses(() -> router.apply(target(), HALF, leased::get));

        assertThat(patches).hasValue(0);
    }

    @Test
    void takesNothingBack() {
        make(request -> {
            if (request.is("PATCH", "/virtualservices/api")) {
                leased.set(false);
                return new Trouble.Answer(422);
            }
            return TroubledApi.NONE;
        });

        refuses(() -> router.apply(target(), HALF, leased::get));

        assertThat(patches)
                .as("the DestinationRule and one for each VirtualService")
                .hasValue(3);
    }

    @Test
    void sweepsNothing() {
        router.apply(target(), HALF);
        make(_ -> TroubledApi.NONE);
        leased.set(false);

        refuses(() -> router.sweep(RouteRef.virtualService("ns", "web"), Set.of(), leased::get));

        assertThat(patches).hasValue(0);
    }

    private void make(Function<Request, Trouble> what) {
        trouble.make(request -> {
            if (request.writes()) {
                patches.incrementAndGet();
            }
            return what.apply(request);
        });
    }

    private static void refuses(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("another replica may act by now, so this one writes no more");
    }

    private int green(String virtualService) {
        JsonNode http = new ObjectMapper()
                .<JsonNode>valueToTree(api.client()
                        .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                        .inNamespace("ns")
                        .withName(virtualService)
                        .require())
                .at("/spec/http");
        return http.get(http.size() - 1).at("/route/1/weight").asInt();
    }

    private static TrafficTarget target() {
        TrafficTarget.Original original = new TrafficTarget.Original(false, false);
        return new TrafficTarget(
                "ns",
                "shop-1",
                "pin",
                "v1",
                "v2",
                "v2",
                List.of(
                        new TrafficTarget.Route(
                                RouteRef.virtualService("ns", "web"), List.of(), "shop", List.of(original), "", "/"),
                        new TrafficTarget.Route(
                                RouteRef.virtualService("ns", "api"), List.of(), "shop", List.of(original), "", "/")));
    }
}
