package dev.sluice.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Target;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who probes much is slowed, and nobody else. */
class PlacesTest {
    private static final int PLACES = 30;
    private static final int SHARE = PLACES / 2;
    private static final Executor AT_ONCE = Runnable::run;
    private static final Target GREEDY = target("greedy");
    private static final Target VICTIM = target("victim");
    private static final ProbeSpec OFTEN =
            new ProbeSpec("/", "", "GET", Map.of(), List.of(), "", Duration.ofSeconds(30), 50);

    private final Map<Colour, AtomicInteger> greedy =
            Map.of(Colour.Blue, new AtomicInteger(), Colour.Green, new AtomicInteger());
    private final FakeGateway gateway = new FakeGateway(new HttpServerOptions(), this::answer);
    private final List<Prober> probers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        probers.forEach(Prober::close);
        gateway.close();
    }

    /** The greedy one's app never answers. */
    @Test
    void keepsTheShareOfOthersFromANamespaceThatProbesWithoutEnd() {
        Probers all = new Probers(gateway.vertx, InstantSource.system(), new Places(PLACES, AT_ONCE));
        IntStream.range(0, 20).forEach(_ -> start(all, GREEDY));
        await().until(() -> greedy(Colour.Blue) == SHARE && greedy(Colour.Green) == SHARE);

        Prober victim = start(all, VICTIM);
        AtomicInteger answered = new AtomicInteger();
        await().until(() -> answered.addAndGet(victim.drain().size()) > 100);

        assertThat(greedy(Colour.Blue)).isEqualTo(SHARE);
        assertThat(greedy(Colour.Green)).as("both versions keep the same pace").isEqualTo(SHARE);
        assertThat(victim.slowed()).isEmpty();
        await().until(() -> probers.getFirst().slowed().isPresent());
        assertThat(probers.getFirst().slowed().orElseThrow())
                .contains("those of namespace greedy take up its share", "lower health.probe.rate");
    }

    /** A place that comes back goes to whoever waits longest, so that of many releases none is forgotten. */
    @Test
    void sendsAsManyInASecondAsThereArePlaces() {
        Queue<Runnable> secondLater = new ConcurrentLinkedQueue<>();
        Places places = new Places(PLACES, secondLater::add);
        Probers all = new Probers(gateway.vertx, InstantSource.system(), places);
        List<AtomicInteger> answered = new ArrayList<>();
        IntStream.range(0, SHARE).forEach(_ -> {
            AtomicInteger mine = new AtomicInteger();
            answered.add(mine);
            Prober prober = all.start(VICTIM, OFTEN, ProbeParts.NO_SECRETS, _ -> mine.incrementAndGet());
            probers.add(prober);
            prober.aim(List.of(gateway.door()));
        });
        await().until(() -> secondLater.size() == SHARE && sum(answered) == 2 * SHARE);

        for (int round = 2; round < 6; round++) {
            for (int i = 0; i < SHARE; i++) {
                secondLater.remove().run();
            }
            int sent = 2 * SHARE * round;
            await().until(() -> sum(answered) == sent && secondLater.size() == SHARE);
        }

        assertThat(answered).allSatisfy(mine -> assertThat(mine.get()).isPositive());
    }

    private static int sum(List<AtomicInteger> all) {
        return all.stream().mapToInt(AtomicInteger::get).sum();
    }

    private int greedy(Colour colour) {
        return greedy.get(colour).get();
    }

    private Prober start(Probers all, Target target) {
        Prober prober = all.start(target, OFTEN, ProbeParts.NO_SECRETS, _ -> {});
        probers.add(prober);
        prober.aim(List.of(gateway.door()));
        return prober;
    }

    private void answer(HttpServerRequest request) {
        String pin = request.getHeader(Target.PIN_HEADER);
        for (Colour colour : greedy.keySet()) {
            if (GREEDY.pin(colour).equals(pin)) {
                greedy.get(colour).incrementAndGet();
                return;
            }
        }
        FakeGateway.fromTheApp(request).end();
    }

    private static Target target(String namespace) {
        return new Target(
                namespace,
                FakeGateway.TARGET.rollout(),
                "secret of " + namespace,
                "v1",
                "v2",
                "v2",
                FakeGateway.TARGET.routes());
    }
}
