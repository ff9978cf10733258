package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeSpec;
import dev.sluice.rollout.TrafficTarget;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who probes much is slowed, and nobody else. */
class ProbeSlotsTest {
    private static final int PLACES = 30;
    private static final int SHARE = PLACES / 2;
    private static final Executor AT_ONCE = Runnable::run;
    private static final TrafficTarget GREEDY = target("greedy");
    private static final TrafficTarget VICTIM = target("victim");
    private static final ProbeSpec OFTEN =
            new ProbeSpec("/", "", "GET", Map.of(), List.of(), "", Duration.ofSeconds(30), 50);

    private final Map<VersionRole, AtomicInteger> greedy =
            Map.of(VersionRole.Blue, new AtomicInteger(), VersionRole.Green, new AtomicInteger());
    private final ProbedGateway gateway = new ProbedGateway(new HttpServerOptions(), this::answer);
    private final ProbedGateway large = new ProbedGateway(
            new HttpServerOptions().setMaxHeaderSize(1 << 16),
            request -> ProbedGateway.fromTheApp(request).end());
    private final List<ProbeRunner> probers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        probers.forEach(ProbeRunner::close);
        gateway.close();
        large.close();
    }

    /** The greedy one's app never answers. */
    @Test
    void keepsTheShareOfOthersFromANamespaceThatProbesWithoutEnd() {
        ProbeRunners all = new ProbeRunners(gateway.vertx, InstantSource.system(), new ProbeSlots(PLACES, AT_ONCE));
        IntStream.range(0, 20).forEach(_ -> start(all, GREEDY));
        await().until(() -> greedy(VersionRole.Blue) == SHARE && greedy(VersionRole.Green) == SHARE);

        ProbeRunner victim = start(all, VICTIM);
        AtomicInteger answered = new AtomicInteger();
        await().until(() -> answered.addAndGet(victim.drain().size()) > 100);

        assertThat(greedy(VersionRole.Blue)).isEqualTo(SHARE);
        assertThat(greedy(VersionRole.Green))
                .as("both versions keep the same pace")
                .isEqualTo(SHARE);
        assertThat(victim.impaired()).isEmpty();
        await().until(() -> probers.getFirst().impaired().isPresent());
        assertThat(probers.getFirst().impaired().orElseThrow())
                .contains("those of namespace greedy take up its share", "lower health.probe.rate");
    }

    /** A place that comes back goes to whoever waits longest, so that of many releases none is forgotten. */
    @Test
    void sendsAsManyInASecondAsThereArePlaces() {
        Queue<Runnable> secondLater = new ConcurrentLinkedQueue<>();
        ProbeSlots places = new ProbeSlots(PLACES, secondLater::add);
        ProbeRunners all = new ProbeRunners(gateway.vertx, InstantSource.system(), places);
        List<AtomicInteger> answered = new ArrayList<>();
        IntStream.range(0, SHARE).forEach(_ -> {
            AtomicInteger mine = new AtomicInteger();
            answered.add(mine);
            ProbeRunner runner = all.start(VICTIM, OFTEN, ProbeParts.NO_SECRETS, _ -> mine.incrementAndGet());
            probers.add(runner);
            runner.aim(List.of(gateway.endpoint()));
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

    /** What a pair has more in bytes than others, it has less often. */
    @Test
    void givesAPairOfManyBytesAsManyPlacesAsItIsLarge() {
        Queue<Runnable> secondLater = new ConcurrentLinkedQueue<>();
        ProbeRunners all =
                new ProbeRunners(large.vertx, InstantSource.system(), new ProbeSlots(PLACES, secondLater::add));
        Map<String, String> headers =
                IntStream.range(0, 4).boxed().collect(Collectors.toMap(i -> "x-" + i, _ -> "v".repeat(8_000)));
        AtomicInteger answered = new AtomicInteger();
        ProbeRunner runner = all.start(
                VICTIM,
                new ProbeSpec("/", "", "GET", headers, List.of(), "", Duration.ofSeconds(30), 50),
                ProbeParts.NO_SECRETS,
                _ -> answered.incrementAndGet());
        probers.add(runner);
        runner.aim(List.of(large.endpoint()));
        await().atMost(Duration.ofSeconds(30)).until(() -> secondLater.size() == SHARE && answered.get() == 2);

        for (int pairs = 3; pairs <= 9; pairs += 2) {
            for (int i = 0; i < SHARE; i++) {
                secondLater.remove().run();
            }
            int sent = 2 * pairs;
            await().atMost(Duration.ofSeconds(30)).until(() -> secondLater.size() == SHARE && answered.get() == sent);
        }
    }

    @Test
    void countsThePlacesOfAPairByItsBytes() {
        assertThat(ProbeSlots.places(0)).isEqualTo(1);
        assertThat(ProbeSlots.places(ProbeSlots.BYTES)).isEqualTo(1);
        assertThat(ProbeSlots.places(ProbeSlots.BYTES + 1)).isEqualTo(2);
        assertThat(ProbeSlots.places(64 << 10)).isEqualTo(8);
    }

    private static int sum(List<AtomicInteger> all) {
        return all.stream().mapToInt(AtomicInteger::get).sum();
    }

    private int greedy(VersionRole role) {
        return greedy.get(role).get();
    }

    private ProbeRunner start(ProbeRunners all, TrafficTarget target) {
        ProbeRunner runner = all.start(target, OFTEN, ProbeParts.NO_SECRETS, _ -> {});
        probers.add(runner);
        runner.aim(List.of(gateway.endpoint()));
        return runner;
    }

    private void answer(HttpServerRequest request) {
        String pin = request.getHeader(TrafficTarget.PIN_HEADER);
        for (VersionRole role : greedy.keySet()) {
            if (GREEDY.pin(role).equals(pin)) {
                greedy.get(role).incrementAndGet();
                return;
            }
        }
        ProbedGateway.fromTheApp(request).end();
    }

    private static TrafficTarget target(String namespace) {
        return new TrafficTarget(
                namespace,
                ProbedGateway.TARGET.rollout(),
                "secret of " + namespace,
                "v1",
                "v2",
                "v2",
                ProbedGateway.TARGET.routes());
    }
}
