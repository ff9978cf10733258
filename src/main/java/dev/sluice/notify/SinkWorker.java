package dev.sluice.notify;

import dev.sluice.api.UntrustedInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Serves one sink, from a queue of its own and on a thread of its own: one that hangs delays no other. Not more than one
 * message a second goes to people; where several wait, they go as one.
 */
final class SinkWorker implements Runnable {
    /** As many as this go one by one. */
    static final int FEW = 3;

    private static final Logger LOG = Logger.getLogger("dev.sluice.notify");
    private static final int QUEUE = 100;
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Sink sink;
    private final Transport transport;
    private final NotificationMetrics book;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final MessageRenderer renderer;
    private final SinkQueue box = new SinkQueue(QUEUE);
    private final LogRateLimiter drops;
    private final LogRateLimiter failures;

    SinkWorker(Sink sink, Transport transport, NotificationMetrics book, Sleeper sleeper, InstantSource clock) {
        this.sink = sink;
        this.transport = transport;
        this.book = book;
        this.sleeper = sleeper;
        this.clock = clock;
        this.renderer = new MessageRenderer(sink.words());
        this.drops = new LogRateLimiter(QUIET);
        this.failures = new LogRateLimiter(QUIET);
    }

    /** Takes a notice if the sink wants it. Never waits. */
    void offer(Notification notification) {
        if (sink.wants(notification)) {
            box.put(notification).ifPresent(_ -> dropped(box.closed() ? DropReason.shutdown : DropReason.full));
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
                dropped(DropReason.shutdown);
            }
        }
    }

    /** Carries one message. */
    void round() throws InterruptedException {
        List<Notification> taken = box.take(alone());
        if (!taken.isEmpty()) {
            try {
                carry(delivery(taken));
            } catch (InterruptedException e) {
                taken.forEach(_ -> dropped(DropReason.shutdown));
                throw e;
            } catch (RuntimeException | Error e) {
                if (!UntrustedInput.survivable(e)) {
                    throw e;
                }
                failed(FailureReason.broken, e.getClass().getSimpleName());
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

    private Delivery delivery(List<Notification> taken) {
        List<Message> messages = taken.stream().map(renderer::of).toList();
        Message message = taken.size() == 1
                ? messages.getFirst()
                : DigestMessage.of(taken, messages.stream().map(Message::title).toList());
        return new Delivery(message, taken.getLast());
    }

    private void carry(Delivery delivery) throws InterruptedException {
        Instant begun = clock.instant();
        DeliveryResult receipt = transport.carry(delivery);
        switch (receipt) {
            case DeliveryResult.Taken taken -> {
                book.sent(sink.name(), Duration.between(begun, clock.instant()));
                LOG.debugf("%s: %s", sink.name(), taken.detail());
            }
            case DeliveryResult.Refused refused -> failed(refused.reason(), refused.detail());
            case DeliveryResult.Later later -> failed(later.reason(), later.detail());
        }
    }

    private void failed(FailureReason reason, String detail) {
        book.failed(sink.name(), reason);
        failures.count(clock.instant())
                .ifPresent(count -> LOG.warnf(
                        "notifications to %s: %d given up since the last such line: %s", sink.name(), count, detail));
    }

    private void dropped(DropReason reason) {
        book.dropped(sink.name(), reason);
        drops.count(clock.instant())
                .ifPresent(count -> LOG.warnf(
                        "notifications to %s: %d dropped since the last such line (%s)", sink.name(), count, reason));
    }
}
