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
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Twenty rollouts that write one VirtualService at the same moment. */
final class ContentionTest {
    private static final int ROLLOUTS = 20;
    private static final DesiredTraffic HALF = new DesiredTraffic.Split(Weight.ofPercent(50));
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Reverted);
    private static final DesiredTraffic CLEAN = new DesiredTraffic.Clean(Outcome.Reverted);

    private final BareApi api = new BareApi(objects());
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
    void allGetTheirWeightAndNoneWritesAnothers() throws Exception {
        JsonNode before = http();

        together(app -> untilTaken(app, HALF));

        assertThat(IntStream.range(0, ROLLOUTS).map(this::green)).containsOnly(50);
        assertThat(http().path("http")).hasSize(4 * ROLLOUTS);
        together(app -> untilTaken(app, BACK));
        together(app -> untilTaken(app, CLEAN));
        assertThat(http()).isEqualTo(before);
    }

    @Test
    void whoeverGoesBackIsTakenAtTheFirstCallBesideWritersOfOtherProcesses() throws Exception {
        together(app -> untilTaken(app, HALF));

        together(app -> MeshParts.mesh(client).apply(target(app), BACK));

        assertThat(IntStream.range(0, ROLLOUTS).map(this::green)).containsOnly(0);
    }

    @Test
    void writesNoMoreOnceItMayNot() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger patches = new AtomicInteger();
        trouble.make(request -> {
            if (request.is("PATCH", "/virtualservices/")) {
                patches.incrementAndGet();
                return new Trouble.Answer(409);
            }
            return TroubledApi.NONE;
        });

        assertThatThrownBy(() -> router.apply(target(0), BACK, () -> asked.incrementAndGet() < 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("writes no more");

        assertThat(patches.get()).isEqualTo(2);
    }

    /** What is not taken is tried again by the next pass. */
    private void untilTaken(int app, DesiredTraffic goal) {
        for (int pass = 0; ; pass++) {
            try {
                router.apply(target(app), goal);
                return;
            } catch (ApiRejectedException e) {
                assertThat(pass).as(e.getMessage()).isLessThan(ROLLOUTS);
            }
        }
    }

    private static void together(Consumer<Integer> what) throws InterruptedException, ExecutionException {
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = IntStream.range(0, ROLLOUTS)
                    .<Future<?>>mapToObj(app -> all.submit(() -> what.accept(app)))
                    .toList();
            for (Future<?> one : done) {
                one.get();
            }
        }
    }

    private int green(int app) {
        for (JsonNode route : http().path("http")) {
            if (route.path("name").asText().equals("app" + app)) {
                return route.at("/route/1/weight").asInt();
            }
        }
        throw new AssertionError("no route of app" + app);
    }

    private JsonNode http() {
        return new ObjectMapper()
                .valueToTree(api.client()
                        .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                        .inNamespace("ns")
                        .withName("domain")
                        .require())
                .path("spec");
    }

    private static TrafficTarget target(int app) {
        TrafficTarget.Original original = new TrafficTarget.Original(false, false);
        TrafficTarget.Route route = new TrafficTarget.Route(
                RouteRef.virtualService("ns", "domain"), List.of(), "app" + app, List.of(original), "", "/");
        return new TrafficTarget("ns", "app" + app + "-1", "pin" + app, "v1", "v2", "v2", List.of(route));
    }

    private static String objects() {
        String routes = IntStream.range(0, ROLLOUTS)
                .mapToObj(app ->
                        "    - {name: appN, match: [{uri: {prefix: /appN/}}], route: [{destination: {host: appN, subset: v1}}]}\n"
                                .replace("N", String.valueOf(app)))
                .collect(Collectors.joining());
        String rules = IntStream.range(0, ROLLOUTS)
                .mapToObj(app -> """
                        ---
                        apiVersion: networking.istio.io/v1
                        kind: DestinationRule
                        metadata: {name: appN, namespace: ns}
                        spec: {host: appN, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
                        """.replace("appN", "app" + app))
                .collect(Collectors.joining());
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: domain, namespace: ns}
                spec:
                  hosts: [example.com]
                  http:
                """ + routes + rules;
    }
}
