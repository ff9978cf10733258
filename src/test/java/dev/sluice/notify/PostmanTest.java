package dev.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits, what goes as one, what is tried again and what is dropped. No test here waits for time to pass. */
final class PostmanTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private final Ledger book = new Ledger();
    private final List<Parcel> carried = new ArrayList<>();
    private final List<Duration> slept = new ArrayList<>();

    @Test
    void afewGoOneByOneAndNotFasterThanOneASecond() throws Exception {
        Postman postman = postman("slack", this::take);
        offer(postman, Occasion.Started, Occasion.Reverted);
        postman.round();
        postman.round();

        assertThat(titles()).hasSize(2).allSatisfy(title -> assertThat(title).startsWith("checkout: "));
        assertThat(slept).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void manyGoAsOne() throws Exception {
        Postman postman = postman("slack", this::take);
        offer(postman, Occasion.Reverted, Occasion.Reverted, Occasion.Started, Occasion.Reverted);
        postman.round();

        assertThat(titles()).containsExactly("4 messages: 1 started, 3 reverted");
        assertThat(postman.waiting()).isZero();
    }

    @Test
    void machinesGetEach() throws Exception {
        Postman postman = postman("webhook", this::take);
        offer(postman, Occasion.Reverted, Occasion.Reverted, Occasion.Started, Occasion.Reverted);
        postman.round();

        assertThat(carried)
                .singleElement()
                .satisfies(one -> assertThat(one.message().title()).startsWith("checkout: "));
        assertThat(postman.waiting()).isEqualTo(3);
        assertThat(slept).isEmpty();
    }

    @Test
    void whoOffersToAFullQueueGoesOnAndTheOldestThatCallsNobodyGoes() throws Exception {
        Postman postman = postman("webhook", this::take);
        offer(postman, Occasion.Reverted, Occasion.Started);
        for (int i = 0; i < 99; i++) {
            offer(postman, Occasion.Reverted);
        }

        assertThat(book.dropped).containsExactly("a full");
        assertThat(postman.waiting()).isEqualTo(100);
        offer(postman, Occasion.Stalled);
        assertThat(book.dropped).hasSize(2);
        for (int i = 0; i < 100; i++) {
            postman.round();
        }
        assertThat(carried)
                .extracting(one -> one.notice().occasion())
                .doesNotContain(Occasion.Started)
                .endsWith(Occasion.Stalled);
    }

    @Test
    void whatTheSinkDoesNotWantIsNotPutIn() {
        Postman postman = postman("slack, on: [Reverted]", this::take);
        offer(postman, Occasion.Started);

        assertThat(postman.waiting()).isZero();
    }

    @Test
    void aSinkThatComesBackGetsTheMessage() throws Exception {
        Receipt result = patient(later(), later(), new Receipt.Taken("ok"));

        assertThat(result).isInstanceOf(Receipt.Taken.class);
        assertThat(slept).containsExactly(Duration.ofMillis(1500), Duration.ofMillis(3000));
    }

    @Test
    void triesAreBounded() throws Exception {
        assertThat(patient(later(), later(), later(), later(), later())).isInstanceOf(Receipt.Later.class);
        assertThat(slept)
                .containsExactly(
                        Duration.ofMillis(1500), Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(12));
    }

    @Test
    void theSinksOwnWishCounts() throws Exception {
        patient(new Receipt.Later(Failure.throttled, "", Optional.of(Duration.ofSeconds(20))), new Receipt.Taken("ok"));

        assertThat(slept).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void aSinkThatWantsNoWaitStillGetsASecond() throws Exception {
        patient(new Receipt.Later(Failure.throttled, "", Optional.of(Duration.ZERO)), new Receipt.Taken("ok"));

        assertThat(slept).containsExactly(Duration.ofMillis(1500));
    }

    @Test
    void aSinkThatWantsAnHourIsGivenUp() throws Exception {
        assertThat(patient(new Receipt.Later(Failure.throttled, "", Optional.of(Duration.ofHours(1)))))
                .isInstanceOf(Receipt.Later.class);
        assertThat(slept).isEmpty();
    }

    @Test
    void whatWillNotHelpIsNotTriedAgain() throws Exception {
        patient(new Receipt.Refused(Failure.status, "404"));

        assertThat(slept).isEmpty();
    }

    @Test
    void whatIsGivenUpIsCounted() throws Exception {
        Postman postman = postman("slack", _ -> new Receipt.Refused(Failure.status, "404"));
        offer(postman, Occasion.Reverted);
        postman.round();

        assertThat(book.failed).containsExactly("a status");
        assertThat(book.sent).isEmpty();
    }

    @Test
    @Timeout(30)
    void aMistakeOfOursEndsNoThread() throws Exception {
        Postman postman = postman("webhook", _ -> {
            throw new IllegalStateException("https://secret.example");
        });
        offer(postman, Occasion.Reverted, Occasion.Promoted);
        postman.close();
        postman.run();

        assertThat(book.failed).containsExactly("a broken", "a broken");
    }

    @Test
    @Timeout(30)
    void aSinkThatHangsDelaysNoOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        Postman hanging = postman("slack", _ -> {
            never.await();
            return new Receipt.Taken("");
        });
        Postman other = postman("slack", _ -> {
            told.countDown();
            return new Receipt.Taken("");
        });
        List<Thread> threads =
                List.of(Thread.ofVirtual().start(hanging), Thread.ofVirtual().start(other));
        offer(hanging, Occasion.Reverted);
        offer(other, Occasion.Reverted);

        told.await();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    @Timeout(30)
    void atTheEndWhatWaitsGoesAsOneWithoutPause() throws Exception {
        Postman postman = postman("slack", this::take);
        offer(postman, Occasion.Reverted, Occasion.Promoted);
        postman.close();
        offer(postman, Occasion.Started);
        postman.run();

        assertThat(titles()).containsExactly("2 messages: 1 promoted, 1 reverted");
        assertThat(slept).isEmpty();
        assertThat(book.dropped).containsExactly("a shutdown");
    }

    @Test
    @Timeout(30)
    void whatCannotGoAtTheEndIsCounted() throws Exception {
        Postman postman = postman("webhook", _ -> {
            throw new InterruptedException();
        });
        offer(postman, Occasion.Reverted, Occasion.Promoted);
        Thread thread = Thread.ofVirtual().start(postman);
        thread.join();

        assertThat(book.dropped).containsExactly("a shutdown", "a shutdown");
    }

    private Receipt patient(Receipt... receipts) throws InterruptedException {
        Deque<Receipt> next = new ArrayDeque<>(List.of(receipts));
        return new Patience(_ -> next.pop(), slept::add, () -> 1)
                .carry(new Parcel(
                        new Wording(java.util.Map.of()).of(Samples.of(Occasion.Reverted)),
                        Samples.of(Occasion.Reverted)));
    }

    private static Receipt later() {
        return new Receipt.Later(Failure.status, "503", Optional.empty());
    }

    private Receipt take(Parcel parcel) {
        carried.add(parcel);
        return new Receipt.Taken("ok");
    }

    private List<String> titles() {
        return carried.stream().map(one -> one.message().title()).toList();
    }

    private Postman postman(String type, Courier courier) {
        try {
            Sink sink = Settings.read("f", "sinks: [{name: a, urlFrom: {secretKey: k}, type: " + type + "}]")
                    .sinks()
                    .getFirst();
            return new Postman(sink, courier, book, slept::add, CLOCK);
        } catch (BadSettings e) {
            throw new IllegalStateException(e);
        }
    }

    private static void offer(Postman postman, Occasion... occasions) {
        for (Occasion occasion : occasions) {
            postman.offer(Samples.of(occasion));
        }
    }

    private static final class Ledger implements Book {
        final List<String> sent = new ArrayList<>();
        final List<String> failed = new ArrayList<>();
        final List<String> dropped = new ArrayList<>();

        @Override
        public void sent(String sink, Duration took) {
            sent.add(sink);
        }

        @Override
        public void failed(String sink, Failure reason) {
            failed.add(sink + " " + reason);
        }

        @Override
        public void dropped(String sink, Drop reason) {
            dropped.add(sink + " " + reason);
        }

        @Override
        public void waiting(String sink, IntSupplier count) {}

        @Override
        public void gone(String sink) {}
    }
}
