package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.notify.Drop;
import dev.sluice.notify.Failure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of notifications, and since when. */
final class NotifyMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NotifyMeters meters = new NotifyMeters(registry);

    @ParameterizedTest
    @EnumSource(Failure.class)
    void aFailureIsThereBeforeItHappens(Failure reason) {
        meters.waiting("team", () -> 0);

        assertThat(count(Metric.NOTIFICATIONS_FAILED, "team", reason)).isZero();
        meters.failed("team", reason);
        assertThat(count(Metric.NOTIFICATIONS_FAILED, "team", reason)).isOne();
    }

    @ParameterizedTest
    @EnumSource(Drop.class)
    void aDropIsThereBeforeItHappens(Drop reason) {
        meters.waiting("team", () -> 0);

        assertThat(count(Metric.NOTIFICATIONS_DROPPED, "team", reason)).isZero();
        assertThat(count(Metric.NOTIFICATIONS_DROPPED, "all", reason)).isZero();
        meters.dropped(reason);
        assertThat(count(Metric.NOTIFICATIONS_DROPPED, "all", reason)).isOne();
    }

    @Test
    void whatWasTakenIsAHistogram() {
        meters.sent("team", Duration.ofMillis(40));

        assertThat(registry.get(Metric.NOTIFICATIONS_SENT.dotted())
                        .timer()
                        .takeSnapshot()
                        .histogramCounts())
                .isNotEmpty();
    }

    @Test
    void theQueueGoesWithItsSink() {
        meters.waiting("team", () -> 3);
        assertThat(registry.get(Metric.NOTIFICATIONS_QUEUE.dotted()).gauge().value())
                .isEqualTo(3);
        meters.gone("team");

        assertThat(registry.find(Metric.NOTIFICATIONS_QUEUE.dotted()).gauge()).isNull();
    }

    private double count(Metric metric, String sink, Enum<?> reason) {
        return registry.get(metric.dotted())
                .tags("sink", sink, "reason", reason.name())
                .counter()
                .count();
    }
}
