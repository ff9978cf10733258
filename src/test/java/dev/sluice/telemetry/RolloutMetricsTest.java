package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.JobWatch;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.ReconcileEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is over is forgotten a while later, by a clock that the test moves. */
final class RolloutMetricsTest {
    private static final Duration LINGER = Duration.ofMinutes(5);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = Walk.NOON;
    private final RolloutMetrics metrics = new RolloutMetrics(registry, LINGER, () -> now, JobWatch.NOBODY);

    @Test
    void forgetsTheCountersOfARolloutThatIsOverAfterAWhile() {
        metrics.hear(new Walk().then(new Decision.Wait("x")));
        metrics.hear(new ReconcileEvent.Last(Walk.subject(Optional.empty())));
        now = now.plus(LINGER).minusMillis(1);
        metrics.tidy();
        assertThat(counted())
                .as("the last scrape sees what the last seconds have brought")
                .isTrue();

        now = now.plusMillis(1);
        metrics.tidy();

        assertThat(counted()).isFalse();
    }

    @Test
    void goesOnCountingForTheNextRolloutOfThePolicy() {
        metrics.hear(new Walk().then(new Decision.Wait("x")));
        metrics.hear(new ReconcileEvent.Last(Walk.subject(Optional.empty())));
        metrics.hear(new Walk().then(new Decision.Wait("x")));
        now = now.plus(LINGER);

        metrics.tidy();

        assertThat(counted()).isTrue();
    }

    private boolean counted() {
        return registry.find(MetricDefinition.ROLLOUT_REVERTS.dotted()).counter() != null;
    }
}
