package dev.sluice.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Serves one sink, from a queue of its own and on a thread of its own: one that hangs delays no other. Not more than one
 * message a second goes to people; where several wait, they go as one.
 */
final class Postman implements Runnable {
    /** As many as this go one by one. */
    static final int FEW = 3;

    private static final Logger LOG = Logger.getLogger("dev.sluice.notify");
    private static final int QUEUE = 100;
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Sink sink;
    private final Courier courier;
    private final Book book;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Wording wording;
    private final Mailbox box = new Mailbox(QUEUE);
    private final Hush drops;
    private final Hush failures;

    Postman(Sink sink, Courier courier, Book book, Sleeper sleeper, InstantSource clock) {
        this.sink = sink;
        this.courier = courier;
        this.book = book;
        this.sleeper = sleeper;
        this.clock = clock;
        this.wording = new Wording(sink.words());
        this.drops = new Hush(QUIET);
        this.failures = new Hush(QUIET);
    }

    /** Takes a notice if the sink wants it. Never waits. */
    void offer(Notice notice) {
        if (sink.wants(notice)) {
            box.put(notice).ifPresent(_ -> dropped(box.closed() ? Drop.shutdown : Drop.full));
        }
    }

    /** Carries what comes until the box is closed and empty, or the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (box.await()) {
                round();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            while (!box.take(0).isEmpty()) {
                dropped(Drop.shutdown);
            }
        }
    }

    /** Carries one message. */
    void round() throws InterruptedException {
        List<Notice> taken = box.take(alone());
        if (!taken.isEmpty()) {
            try {
                carry(parcel(taken));
            } catch (InterruptedException e) {
                taken.forEach(_ -> dropped(Drop.shutdown));
                throw e;
            } catch (RuntimeException e) {
                failed(Failure.broken, e.getClass().getSimpleName());
                LOG.debug("in full", e);
            }
        }
        if (sink.forPeople() && !box.closed()) {
            sleeper.sleep(PACE);
        }
    }

    /** How many may wait and still go one by one. At the end there is no time for that. */
    private int alone() {
        if (!sink.forPeople()) {
            return Integer.MAX_VALUE;
        }
        return box.closed() ? 1 : FEW;
    }

    int waiting() {
        return box.size();
    }

    /** Nothing more comes; what is there is still carried. */
    void close() {
        box.close();
    }

    private Parcel parcel(List<Notice> taken) {
        List<Message> messages = taken.stream().map(wording::of).toList();
        Message message = taken.size() == 1
                ? messages.getFirst()
                : Digest.of(taken, messages.stream().map(Message::title).toList());
        return new Parcel(message, taken.getLast());
    }

    private void carry(Parcel parcel) throws InterruptedException {
        Instant begun = clock.instant();
        Receipt receipt = courier.carry(parcel);
        switch (receipt) {
            case Receipt.Taken taken -> {
                book.sent(sink.name(), Duration.between(begun, clock.instant()));
                LOG.debugf("%s: %s", sink.name(), taken.detail());
            }
            case Receipt.Refused refused -> failed(refused.reason(), refused.detail());
            case Receipt.Later later -> failed(later.reason(), later.detail());
        }
    }

    private void failed(Failure reason, String detail) {
        book.failed(sink.name(), reason);
        failures.count(clock.instant())
                .ifPresent(count -> LOG.warnf(
                        "notifications to %s: %d given up since the last such line: %s", sink.name(), count, detail));
    }

    private void dropped(Drop reason) {
        book.dropped(sink.name(), reason);
        drops.count(clock.instant())
                .ifPresent(count -> LOG.warnf(
                        "notifications to %s: %d dropped since the last such line (%s)", sink.name(), count, reason));
    }
}
