package dev.sluice.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.policy.ProbePathSpec;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Target;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which path is asked when. */
class QuestionsTest {
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
        assertThat(paths(FakeGateway.TARGET, TWO)).containsExactly("/", "/", "/cart", "/", "/", "/", "/cart", "/");
    }

    @Test
    void asksAVirtualServiceWithAPathOfItsOwnThatOneAlone() {
        Target own = new Target(
                "ns",
                "shop-1",
                "secret",
                "v1",
                "v2",
                "v2",
                List.of(new Target.Route("shop", List.of(), "shop", List.of(), "", "/own")));

        assertThat(paths(own, TWO)).containsOnly("/own");
    }

    @Test
    void asksBothVersionsTheSamePathInTheSameTurn() throws Exception {
        Queue<String> blue = new ConcurrentLinkedQueue<>();
        Queue<String> green = new ConcurrentLinkedQueue<>();
        try (FakeGateway gateway = new FakeGateway(new HttpServerOptions(), request -> {
                    boolean toBlue = FakeGateway.TARGET.pin(Colour.Blue).equals(request.getHeader(Target.PIN_HEADER));
                    (toBlue ? blue : green).add(request.path());
                    FakeGateway.fromTheApp(request).end();
                });
                Prober prober = new Probers(gateway.vertx, InstantSource.system())
                        .start(FakeGateway.TARGET, TWO, ProbeParts.NO_SECRETS, _ -> {})) {
            Ingress first = gateway.door();
            Ingress second = new Ingress("gw-1", "127.0.0.1", first.port(), "shop", first.host(), "/");
            prober.aim(List.of(first, second));

            await().until(() -> blue.size() > 24 && green.size() > 24);
        }

        // Two doors and each asked in turn: both hear each path, and the weights hold.
        assertThat(blue.stream().limit(24).filter("/cart"::equals).count()).isBetween(4L, 8L);
        assertThat(green.stream().limit(24).filter("/cart"::equals).count()).isBetween(4L, 8L);
    }

    private static List<String> paths(Target target, ProbeSpec spec) {
        Questions questions = new Questions(target, spec);
        Ingress door = new Ingress("gw-0", "127.0.0.1", 80, "shop", "shop.example.com", "/");
        return IntStream.range(0, 8)
                .mapToObj(turn -> questions.at(door, turn).path())
                .toList();
    }
}
