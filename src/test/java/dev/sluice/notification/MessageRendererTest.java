package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.notification.MessageRenderer.MessageTemplate;
import dev.sluice.rollout.RolloutEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words that were tried with a sample may meet a notice that they do not fit. */
final class MessageRendererTest {
    private static final Notification BARE = new Notification(
            "id",
            NotificationType.Reverted,
            Instant.EPOCH,
            new RolloutEvent("Rollout", "shop", "checkout-1", "", true, "Reverted", "green failed"),
            Optional.empty(),
            Optional.empty());

    @ParameterizedTest
    @ValueSource(strings = {"{#if weight >= 2}late{#else}early{/if}", "{weight.foo}", "{felt}", "{felt}\u0007"})
    void oursComeWhereTheUsersFailOrSayNothing(String template) {
        MessageTemplate own = new MessageTemplate(Optional.of(template), Optional.of(template));
        Message message = new MessageRenderer(Map.of(NotificationType.Reverted, own)).of(BARE);

        assertThat(message.title())
                .isEqualTo("checkout-1: the new version was reverted, all traffic was sent back to the old one");
        assertThat(message.text()).isEqualTo("Green failed.");
    }

    /** What a message begins with is nobody's mark: only a decision names the stage. */
    @Test
    void whatLooksLikeAStageInAWarningIsSaidInFull() {
        RolloutEvent warning = new RolloutEvent(
                "Rollout", "shop", "checkout-1", "", true, "Stalled", "Step 2/3, as it stands: no gateway answers");
        Notification stalled = new Notification(
                "id",
                NotificationType.Stalled,
                Instant.EPOCH,
                warning.with(RolloutEvent.Notice.Stalled),
                SampleNotifications.of(NotificationType.Stalled).release(),
                Optional.empty());

        assertThat(new MessageRenderer(Map.of()).of(stalled).text()).startsWith("Step 2/3, as it stands: no gateway");
    }
}
