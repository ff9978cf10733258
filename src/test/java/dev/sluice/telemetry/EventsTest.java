package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.News;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import org.junit.jupiter.api.Test;

/** What becomes of Events that cannot be written. */
final class EventsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void whatWaitsAtTheEndIsCountedAndWhatComesLaterToo() {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            Events events = new Events(client, registry);
            events.hear(news());
            events.hear(news());
            events.stop(new ShutdownEvent());
            events.hear(news());

            assertThat(registry.get(Metric.EVENTS.dotted())
                            .tag("result", "dropped")
                            .counter()
                            .count())
                    .isEqualTo(3);
        }
    }

    private static News news() {
        return new News("Rollout", "shop", "web-1", "u1", true, "Stalled", "waits");
    }
}
