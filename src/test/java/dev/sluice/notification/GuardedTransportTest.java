package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.notification.NotificationMetrics.FailureReason;
import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is tried again, and which sink is left alone; with waits of milliseconds, and those of people looked at alone. */
@Timeout(60)
final class GuardedTransportTest {
    private static final Duration BLINK = Duration.ofMillis(1);
    private static final DeliveryResult TAKEN = new DeliveryResult.Taken("ok");

    private final AtomicInteger tries = new AtomicInteger();
    private final Deque<DeliveryResult> answers = new ArrayDeque<>();

    @Test
    void aSinkThatComesBackGetsTheMessage() throws Exception {
        answers.addAll(List.of(later(), later(), TAKEN));

        assertThat(carry(quick(BLINK))).isEqualTo(TAKEN);
        assertThat(tries).hasValue(3);
    }

    @Test
    void triesAreBounded() throws Exception {
        assertThat(carry(quick(BLINK))).isEqualTo(later());
        assertThat(tries).hasValue(5);
    }

    @Test
    void waitsLongerEachTime() {
        assertThat(waits(later(), later(), later(), later())).containsExactly(1_500L, 3_000L, 6_000L, 12_000L);
    }

    @Test
    void theSinksOwnWishCounts() {
        assertThat(waits(asking(Duration.ofSeconds(20)))).containsExactly(30_000L);
    }

    @Test
    void aSinkThatWantsNoWaitStillGetsASecond() {
        assertThat(waits(asking(Duration.ZERO))).containsExactly(1_500L);
    }

    @Test
    void aSinkThatWantsAnHourIsGivenUp() throws Exception {
        answers.add(asking(Duration.ofHours(1)));

        assertThat(carry(quick(BLINK))).isEqualTo(asking(Duration.ofHours(1)));
        assertThat(tries).hasValue(1);
    }

    @Test
    void whatWillNotHelpIsNotTriedAgain() throws Exception {
        answers.add(new DeliveryResult.Refused(FailureReason.status, "404"));

        assertThat(carry(quick(BLINK))).isInstanceOf(DeliveryResult.Refused.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void aSinkThatFailsAgainAndAgainIsLeftAloneAndKeepsTheNextMessage() throws Exception {
        GuardedTransport transport = quick(Duration.ofHours(1));
        carry(transport);

        Thread next = Thread.ofPlatform().start(() -> carryUntilInterrupted(transport));
        await().until(() -> next.getState() == Thread.State.TIMED_WAITING);
        assertThat(tries).as("open: nobody asks it").hasValue(5);
        assertThat(transport.backoff().nextDelayInMillis(new IllegalStateException()))
                .isEqualTo(Duration.ofHours(1).toMillis() * 3 / 2);
        next.interrupt();
        next.join();

        assertThat(tries).hasValue(5);
    }

    @Test
    void aSinkThatWasLeftAloneIsTriedOnceAndThenAsBefore() throws Exception {
        GuardedTransport transport = quick(Duration.ofMillis(50));
        carry(transport);
        answers.addAll(List.of(later(), TAKEN, later(), TAKEN));

        assertThat(carry(transport)).as("half open: one fails, one is taken").isEqualTo(TAKEN);
        assertThat(tries).hasValue(7);
        assertThat(transport.backoff().nextDelayInMillis(new GuardedTransport.NotTaken(later())))
                .as("closed")
                .isLessThan(50);
        assertThat(carry(transport)).isEqualTo(TAKEN);
        assertThat(tries).hasValue(9);
    }

    private GuardedTransport quick(Duration rest) {
        return new GuardedTransport(this::answer, BLINK, rest, () -> 1);
    }

    private DeliveryResult answer(Delivery delivery) {
        tries.incrementAndGet();
        return answers.isEmpty() ? later() : answers.pop();
    }

    private void carryUntilInterrupted(GuardedTransport transport) {
        try {
            carry(transport);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static DeliveryResult carry(GuardedTransport transport) throws InterruptedException {
        Notification sample = SampleNotifications.of(NotificationType.Reverted);
        return transport.carry(new Delivery(new MessageRenderer(Map.of()).of(sample), sample));
    }

    private List<Long> waits(DeliveryResult.Later... failures) {
        CustomBackoffStrategy backoff =
                new GuardedTransport(this::answer, GuardedTransport.FIRST, GuardedTransport.REST, () -> 1).backoff();
        return List.of(failures).stream()
                .map(failure -> backoff.nextDelayInMillis(new GuardedTransport.NotTaken(failure)))
                .toList();
    }

    private static DeliveryResult.Later later() {
        return new DeliveryResult.Later(FailureReason.status, "503", Optional.empty());
    }

    private static DeliveryResult.Later asking(Duration rest) {
        return new DeliveryResult.Later(FailureReason.throttled, "", Optional.of(rest));
    }
}
