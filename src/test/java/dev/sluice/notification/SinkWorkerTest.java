package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.notification.NotificationMetrics.DropReason;
import dev.sluice.notification.NotificationMetrics.FailureReason;
import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import dev.sluice.rollout.RolloutEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits, what goes as one and what is dropped. No test here waits for time to pass. */
final class SinkWorkerTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private final Ledger book = new Ledger();
    private final List<Delivery> carried = new ArrayList<>();
    private final List<Duration> slept = new ArrayList<>();

    @Test
    void afewGoOneByOneAndNotFasterThanOneASecond() throws Exception {
        SinkWorker worker = worker("slack", this::take);
        offer(worker, NotificationType.Started, NotificationType.Reverted);
        worker.round();
        worker.round();

        assertThat(titles()).hasSize(2).allSatisfy(title -> assertThat(title).startsWith("checkout: "));
        assertThat(slept).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void manyGoAsOne() throws Exception {
        SinkWorker worker = worker("slack", this::take);
        offer(
                worker,
                NotificationType.Reverted,
                NotificationType.Reverted,
                NotificationType.Started,
                NotificationType.Reverted);
        worker.round();

        assertThat(titles()).containsExactly("4 messages: 1 started, 3 reverted");
        assertThat(worker.waiting()).isZero();
    }

    @Test
    void aNamespaceInWhichMuchHappensHidesNoOthersRevert() throws Exception {
        SinkWorker worker = worker("slack", this::take);
        IntStream.range(0, 20).forEach(i -> worker.offer(in("evil", "noise-" + i, NotificationType.Paused)));
        worker.offer(in("victim", "payments", NotificationType.Reverted));
        worker.round();

        assertThat(lines()).hasSize(16).first().asString().startsWith("payments: ");
        assertThat(lines()).last().isEqualTo("and 6 more: 6 of evil");
    }

    @Test
    void norByRevertsOfItsOwnWhatElseOthersHaveToDecide() throws Exception {
        SinkWorker worker = worker("slack", this::take);
        for (int i = 0; i < 20; i++) {
            worker.offer(in("evil", "noise-" + i, NotificationType.Reverted));
        }
        worker.offer(in("victim", "payments", NotificationType.Reverted));
        worker.offer(in("victim", "ledger", NotificationType.Paused));
        worker.round();

        assertThat(lines().subList(0, 2))
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("noise-0: "),
                        one -> assertThat(one).startsWith("payments: "));
        assertThat(lines()).anyMatch(one -> one.startsWith("ledger: "));
    }

    @Test
    void whatIsLeftOutSaysOfWhichNamespacesItIs() throws Exception {
        SinkWorker worker = worker("slack", this::take);
        IntStream.range(0, 30).forEach(i -> worker.offer(in("n" + i, "p".repeat(200), NotificationType.Reverted)));
        worker.round();

        assertThat(lines().getLast()).matches("and [0-9]+ more: 1 of n[0-9]+, .*, and of [0-9]+ other namespaces");
    }

    @Test
    void machinesGetEach() throws Exception {
        SinkWorker worker = worker("webhook", this::take);
        offer(
                worker,
                NotificationType.Reverted,
                NotificationType.Reverted,
                NotificationType.Started,
                NotificationType.Reverted);
        worker.round();

        assertThat(carried)
                .singleElement()
                .satisfies(one -> assertThat(one.message().title()).startsWith("checkout: "));
        assertThat(worker.waiting()).isEqualTo(3);
        assertThat(slept).isEmpty();
    }

    @Test
    void whoOffersToAFullQueueGoesOnAndTheOldestThatCallsNobodyGoes() throws Exception {
        SinkWorker worker = worker("webhook", this::take);
        offer(worker, NotificationType.Reverted, NotificationType.Started);
        for (int i = 0; i < 99; i++) {
            offer(worker, NotificationType.Reverted);
        }

        assertThat(book.dropped).containsExactly("a full");
        assertThat(worker.waiting()).isEqualTo(100);
        offer(worker, NotificationType.Stalled);
        assertThat(book.dropped).hasSize(2);
        for (int i = 0; i < 100; i++) {
            worker.round();
        }
        assertThat(carried)
                .extracting(one -> one.notice().occasion())
                .doesNotContain(NotificationType.Started)
                .endsWith(NotificationType.Stalled);
    }

    @Test
    void whatTheSinkDoesNotWantIsNotPutIn() {
        SinkWorker worker = worker("slack, on: [Reverted]", this::take);
        offer(worker, NotificationType.Started);

        assertThat(worker.waiting()).isZero();
    }

    @Test
    void whatIsGivenUpIsCounted() throws Exception {
        SinkWorker worker = worker("slack", _ -> new DeliveryResult.Refused(FailureReason.status, "404"));
        offer(worker, NotificationType.Reverted);
        worker.round();

        assertThat(book.failed).containsExactly("a status");
        assertThat(book.sent).isEmpty();
    }

    @Test
    @Timeout(30)
    void aMistakeOfOursEndsNoThread() throws Exception {
        SinkWorker worker = worker("webhook", delivery -> {
            if (delivery.message().toString().contains("reverted")) {
                throw new IllegalStateException("https://secret.example");
            }
            throw new StackOverflowError();
        });
        offer(worker, NotificationType.Reverted, NotificationType.Promoted);
        worker.close();
        worker.run();

        assertThat(book.failed).containsExactly("a broken", "a broken");
    }

    @Test
    @Timeout(30)
    void aSinkThatHangsDelaysNoOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        SinkWorker hanging = worker("slack", _ -> {
            never.await();
            return new DeliveryResult.Taken("");
        });
        SinkWorker other = worker("slack", _ -> {
            told.countDown();
            return new DeliveryResult.Taken("");
        });
        List<Thread> threads =
                List.of(Thread.ofVirtual().start(hanging), Thread.ofVirtual().start(other));
        offer(hanging, NotificationType.Reverted);
        offer(other, NotificationType.Reverted);

        told.await();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    @Timeout(30)
    void atTheEndWhatWaitsGoesAsOneWithoutPause() throws Exception {
        SinkWorker worker = worker("slack", this::take);
        offer(worker, NotificationType.Reverted, NotificationType.Promoted);
        worker.close();
        offer(worker, NotificationType.Started);
        worker.run();

        assertThat(titles()).containsExactly("2 messages: 1 promoted, 1 reverted");
        assertThat(slept).isEmpty();
        assertThat(book.dropped).containsExactly("a shutdown");
    }

    @Test
    @Timeout(30)
    void whatCannotGoAtTheEndIsCounted() throws Exception {
        SinkWorker worker = worker("webhook", _ -> {
            throw new InterruptedException();
        });
        offer(worker, NotificationType.Reverted, NotificationType.Promoted);
        Thread thread = Thread.ofVirtual().start(worker);
        thread.join();

        assertThat(book.dropped).containsExactly("a shutdown", "a shutdown");
    }

    private DeliveryResult take(Delivery delivery) {
        carried.add(delivery);
        return new DeliveryResult.Taken("ok");
    }

    private List<String> titles() {
        return carried.stream().map(one -> one.message().title()).toList();
    }

    private List<String> lines() {
        return carried.getFirst().message().text().lines().toList();
    }

    private static Notification in(String namespace, String rollout, NotificationType occasion) {
        Notification one = SampleNotifications.of(occasion);
        return new Notification(
                one.id(),
                occasion,
                one.at(),
                new RolloutEvent("Rollout", namespace, rollout, "u", true, one.reason(), one.why()),
                Optional.empty(),
                Optional.empty());
    }

    private SinkWorker worker(String type, Transport transport) {
        try {
            Sink sink = NotificationConfig.read("f", "sinks: [{name: a, urlFrom: {secretKey: k}, type: " + type + "}]")
                    .sinks()
                    .getFirst();
            return new SinkWorker(sink, transport, book, slept::add, CLOCK);
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void offer(SinkWorker worker, NotificationType... occasions) {
        for (NotificationType occasion : occasions) {
            worker.offer(SampleNotifications.of(occasion));
        }
    }

    private static final class Ledger implements NotificationMetrics {
        final List<String> sent = new ArrayList<>();
        final List<String> failed = new ArrayList<>();
        final List<String> dropped = new ArrayList<>();

        @Override
        public void sent(String sink, Duration took) {
            sent.add(sink);
        }

        @Override
        public void failed(String sink, FailureReason reason) {
            failed.add(sink + " " + reason);
        }

        @Override
        public void dropped(String sink, DropReason reason) {
            dropped.add(sink + " " + reason);
        }

        @Override
        public void dropped(DropReason reason) {
            dropped.add("all " + reason);
        }

        @Override
        public void usable(BooleanSupplier usable) {}

        @Override
        public void waiting(String sink, IntSupplier count) {}

        @Override
        public void gone(String sink) {}
    }
}
