package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.observability.EventRecorder.EventFactory;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutState;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An Event has what readers of the older and of the newer API look for, within the limits of both. */
class EventFactoryTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");
    private static final RolloutEvent NEWS = new RolloutEvent(
                    "Deployment", "shop", "web-v2", "u1", true, "Reverting", "green is worse")
            .with(new RolloutEvent.ObjectRef("Rollout", "shop", "web-1", "u2"))
            .with(new RolloutEvent.Transition(
                    new RolloutState.Preparing(NOON),
                    new Decision.Revert(Outcome.Reverted, "green is worse"),
                    Optional.empty()));

    @Test
    void hasWhatTheNewerApiAsksFor() {
        Event event = EventFactory.of(NEWS, new EventCorrelator.Count(1, NOON), NOON);

        assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T12:00:00.123456Z");
        assertThat(event.getReportingComponent()).isEqualTo("sluice.dev/controller");
        assertThat(event.getReportingInstance()).isNotEmpty();
        assertThat(event.getAction()).isEqualTo("Revert");
        assertThat(event.getRelated().getKind()).isEqualTo("Rollout");
        assertThat(event.getRelated().getApiVersion()).isEqualTo("sluice.dev/v1alpha1");
    }

    @Test
    void hasWhatTheOlderApiShows() {
        Event event = EventFactory.of(NEWS, new EventCorrelator.Count(3, NOON.minusSeconds(60)), NOON);

        assertThat(event.getCount()).isEqualTo(3);
        assertThat(event.getFirstTimestamp()).isEqualTo("2026-01-01T11:59:00Z");
        assertThat(event.getLastTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getInvolvedObject().getApiVersion()).isEqualTo("apps/v1");
    }

    @Test
    void keepsWithinTheLimits() {
        RolloutEvent news =
                new RolloutEvent("Rollout", "shop", "x".repeat(253), "", false, "Entered", "x".repeat(5_000));

        Event event = EventFactory.of(news, new EventCorrelator.Count(1, NOON), NOON);

        assertThat(event.getMessage()).hasSize(1024);
        assertThat(event.getMetadata().getGenerateName()).hasSizeLessThan(248);
        assertThat(event.getRelated()).isNull();
        assertThat(event.getInvolvedObject().getUid()).isNull();
    }
}
