package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbePathSpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which path is asked when. */
class ProbeScheduleTest {
    private static final ProbeSpec TWO = new ProbeSpec(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            50,
            List.of(new ProbePathSpec("/", 3, null, null, null), new ProbePathSpec("/cart", 1, null, null, null)),
            null,
            null,
            null,
            null,
            null,
            null);

    @Test
    void asksPathsByTheirWeights() {
        assertThat(paths(ProbedGateway.TARGET, TWO)).containsExactly("/", "/", "/cart", "/", "/", "/", "/cart", "/");
    }

    @Test
    void asksAVirtualServiceWithAPathOfItsOwnThatOneAlone() {
        TrafficTarget own = new TrafficTarget(
                "ns",
                "shop-1",
                "secret",
                "v1",
                "v2",
                "v2",
                List.of(new TrafficTarget.Route(
                        RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/own")));

        assertThat(paths(own, TWO)).containsOnly("/own");
    }

    @Test
    void asksBothVersionsTheSamePathInTheSameTurn() throws Exception {
        Queue<String> blue = new ConcurrentLinkedQueue<>();
        Queue<String> green = new ConcurrentLinkedQueue<>();
        try (ProbedGateway gateway = new ProbedGateway(new HttpServerOptions(), request -> {
                    boolean toBlue = ProbedGateway.TARGET
                            .pin(VersionRole.Blue)
                            .equals(request.getHeader(TrafficTarget.PIN_HEADER));
                    (toBlue ? blue : green).add(request.path());
                    ProbedGateway.fromTheApp(request).end();
                });
                ProbeRunner runner = new ProbeRunners(gateway.vertx, InstantSource.system())
                        .start(ProbedGateway.TARGET, TWO, ProbeParts.NO_SECRETS, _ -> {})) {
            GatewayEndpoint first = gateway.endpoint();
            GatewayEndpoint second = new GatewayEndpoint(
                    "gw-1", "127.0.0.1", first.port(), RouteRef.virtualService("ns", "shop"), first.host(), "/");
            runner.aim(List.of(first, second));

            await().until(() -> blue.size() > 24 && green.size() > 24);
        }

        // Two endpoints and each asked in turn: both hear each path, and the weights hold.
        assertThat(blue.stream().limit(24).filter("/cart"::equals).count()).isBetween(4L, 8L);
        assertThat(green.stream().limit(24).filter("/cart"::equals).count()).isBetween(4L, 8L);
    }

    private static List<String> paths(TrafficTarget target, ProbeSpec spec) {
        ProbeSchedule questions = new ProbeSchedule(target, spec);
        GatewayEndpoint endpoint = new GatewayEndpoint(
                "gw-0", "127.0.0.1", 80, RouteRef.virtualService("ns", "shop"), "shop.example.com", "/");
        return IntStream.range(0, 8)
                .mapToObj(turn -> questions.at(endpoint, turn).path())
                .toList();
    }
}
