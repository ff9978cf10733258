package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.demo.TroubledApi;
import dev.sluice.demo.TroubledApi.Trouble;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What becomes of Events that cannot be written. */
final class EventRecorderTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void whatWaitsAtTheEndIsCountedAndWhatComesLaterToo() {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            EventRecorder events = new EventRecorder(client, registry, (_, _) -> {}, InstantSource.system());
            events.hear(news());
            events.hear(news());
            events.stop(new ShutdownEvent());
            events.hear(news());

            assertThat(registry.get(MetricDefinition.EVENTS.dotted())
                            .tag("result", "dropped")
                            .counter()
                            .count())
                    .isEqualTo(3);
        }
    }

    /** Nobody would miss Events for hours; whoever watches the loops does at once. */
    @Test
    void whoWatchesIsToldWhenTheyEnd() {
        Map<String, BooleanSupplier> watched = new HashMap<>();
        EventRecorder events = new EventRecorder(withoutMemory(), registry, watched::put, InstantSource.system());
        events.start(new StartupEvent());
        BooleanSupplier lives = watched.get("the writing of Events");
        assertThat(lives.getAsBoolean()).isTrue();

        events.hear(news());

        await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(30)).until(() -> !lives.getAsBoolean());
        events.stop(new ShutdownEvent());
        assertThat(lives.getAsBoolean()).as("whoever was stopped is not missed").isTrue();
    }

    @Test
    void asksABusyServerThreeTimesAndOneThatSaysNoOnce() {
        assertThat(requests(503)).isEqualTo(3);
        assertThat(requests(403)).isOne();
    }

    /** The machine's own clock may be set back meanwhile. */
    @Test
    void howLongARepeatedEventIsHeldBackIsToldByTheClockThatItIsGiven() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
        AtomicInteger requests = new AtomicInteger();
        try (TroubledApi trouble = new TroubledApi(URI.create("http://127.0.0.1:1"));
                KubernetesClient client = trouble.client()) {
            trouble.make(_ -> {
                requests.incrementAndGet();
                return new Trouble.Answer(403);
            });
            EventRecorder events = new EventRecorder(client, registry, (_, _) -> {}, now::get);
            events.start(new StartupEvent());
            events.hear(news());
            await().atMost(Duration.ofSeconds(30)).until(() -> requests.get() == 1);

            now.updateAndGet(at -> at.plus(Duration.ofMinutes(30)));
            events.hear(news());

            await().atMost(Duration.ofSeconds(30)).until(() -> requests.get() == 2);
            events.stop(new ShutdownEvent());
        }
    }

    private int requests(int code) {
        AtomicInteger requests = new AtomicInteger();
        try (TroubledApi trouble = new TroubledApi(URI.create("http://127.0.0.1:1"));
                KubernetesClient client = trouble.client()) {
            trouble.make(_ -> {
                requests.incrementAndGet();
                return new Trouble.Answer(code);
            });
            EventRecorder events = new EventRecorder(client, registry, (_, _) -> {}, InstantSource.system());
            double before = failed();
            events.start(new StartupEvent());
            events.hear(news());
            await().atMost(Duration.ofSeconds(30)).until(() -> failed() > before);
            events.stop(new ShutdownEvent());
        }
        return requests.get();
    }

    private double failed() {
        return registry.find(MetricDefinition.EVENTS.dotted()).tag("result", "failed").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static KubernetesClient withoutMemory() {
        return (KubernetesClient) Proxy.newProxyInstance(
                KubernetesClient.class.getClassLoader(), new Class<?>[] {KubernetesClient.class}, (_, _, _) -> {
                    throw new OutOfMemoryError("for the test");
                });
    }

    private static RolloutEvent news() {
        return new RolloutEvent("Rollout", "shop", "web-1", "u1", true, "Stalled", "waits");
    }
}
