package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.notification.NotificationMetrics.DropReason;
import dev.sluice.notification.NotificationMetrics.FailureReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of notifications, and since when. */
final class NotificationMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NotificationMeters meters = new NotificationMeters(registry);

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void aFailureIsThereBeforeItHappens(FailureReason reason) {
        meters.waiting("team", () -> 0);

        assertThat(count(MetricDefinition.NOTIFICATIONS_FAILED, "team", reason)).isZero();
        meters.failed("team", reason);
        assertThat(count(MetricDefinition.NOTIFICATIONS_FAILED, "team", reason)).isOne();
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void aDropIsThereBeforeItHappens(DropReason reason) {
        meters.waiting("team", () -> 0);

        assertThat(count(MetricDefinition.NOTIFICATIONS_DROPPED, "team", reason))
                .isZero();
        assertThat(count(MetricDefinition.NOTIFICATIONS_DROPPED, "all", reason)).isZero();
        meters.dropped(reason);
        assertThat(count(MetricDefinition.NOTIFICATIONS_DROPPED, "all", reason)).isOne();
    }

    @Test
    void whatWasTakenIsAHistogram() {
        meters.sent("team", Duration.ofMillis(40));

        assertThat(registry.get(MetricDefinition.NOTIFICATIONS_SENT.dotted())
                        .timer()
                        .takeSnapshot()
                        .histogramCounts())
                .isNotEmpty();
    }

    @Test
    void theQueueGoesWithItsSink() {
        meters.waiting("team", () -> 3);
        assertThat(registry.get(MetricDefinition.NOTIFICATIONS_QUEUE.dotted())
                        .gauge()
                        .value())
                .isEqualTo(3);
        meters.gone("team");

        assertThat(registry.find(MetricDefinition.NOTIFICATIONS_QUEUE.dotted()).gauge())
                .isNull();
    }

    private double count(MetricDefinition metric, String sink, Enum<?> reason) {
        return registry.get(metric.dotted())
                .tags("sink", sink, "reason", reason.name())
                .counter()
                .count();
    }
}
