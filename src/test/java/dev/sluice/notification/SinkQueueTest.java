package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.RolloutEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SinkQueueTest {
    private final SinkQueue queue = new SinkQueue(4);

    @Test
    void aNamespaceInWhichMuchHappensPushesOutItsOwnAlone() {
        queue.put(notice("calm", NotificationType.Reverted));
        IntStream.range(0, 20).forEach(_ -> queue.put(notice("busy", NotificationType.Reverted)));

        assertThat(queue.take(1)).extracting(Notification::namespace).containsExactly("calm", "busy", "busy", "busy");
    }

    @Test
    void whatCallsNobodyGoesFirst() {
        queue.put(notice("shop", NotificationType.Reverted));
        queue.put(notice("shop", NotificationType.Started));
        IntStream.range(0, 3).forEach(_ -> queue.put(notice("shop", NotificationType.Reverted)));

        assertThat(queue.take(1)).extracting(Notification::occasion).containsOnly(NotificationType.Reverted);
    }

    private static Notification notice(String namespace, NotificationType occasion) {
        RolloutEvent news = new RolloutEvent("Rollout", namespace, "app-1", "", true, "Reverted", "green failed");
        return Notification.of(news, occasion, Instant.EPOCH, Optional.empty(), Optional.empty());
    }
}
