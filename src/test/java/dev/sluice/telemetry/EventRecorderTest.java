package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import org.junit.jupiter.api.Test;

/** What becomes of Events that cannot be written. */
final class EventRecorderTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void whatWaitsAtTheEndIsCountedAndWhatComesLaterToo() {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            EventRecorder events = new EventRecorder(client, registry);
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

    private static RolloutEvent news() {
        return new RolloutEvent("Rollout", "shop", "web-1", "u1", true, "Stalled", "waits");
    }
}
