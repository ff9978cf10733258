package dev.sluice.notification;

import dev.sluice.notification.Transport.TransportFactory;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** All sinks, and those who serve them. */
public final class NotificationDispatcher implements AutoCloseable {
    /** How long a sink that is gone may still be sent what waited for it, and how long a shutdown waits for all. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final TransportFactory couriers;
    private final NotificationMetrics book;
    private final InstantSource clock;
    private volatile Map<Sink, Round> rounds = Map.of();

    /**
     * Opens it, with no sinks.
     *
     * @param vertx sends mails; asked for when the first is sent
     * @param secrets where addresses and keys are
     * @param book counts
     * @param clock tells the time
     */
    public NotificationDispatcher(
            Supplier<Vertx> vertx, SecretSource secrets, NotificationMetrics book, InstantSource clock) {
        this.couriers = new TransportFactory(vertx, secrets, clock);
        this.book = book;
        this.clock = clock;
    }

    /** Serves these sinks from now on. One that stays as it was keeps what waits for it. */
    public synchronized void serve(NotificationConfig settings) {
        Map<Sink, Round> before = rounds;
        before.keySet().stream()
                .filter(sink -> !settings.sinks().contains(sink))
                .forEach(sink -> book.gone(sink.name()));
        Map<Sink, Round> next = new HashMap<>();
        for (Sink sink : settings.sinks()) {
            Round kept = before.get(sink);
            next.put(sink, kept == null ? begin(sink) : kept);
        }
        rounds = Map.copyOf(next);
        List<Round> left = before.entrySet().stream()
                .filter(one -> !next.containsKey(one.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!left.isEmpty()) {
            Thread.ofVirtual().name("notify-end").start(() -> end(left));
        }
    }

    /** Gives a notice to all sinks that want it. Never waits. */
    public void offer(Notification notification) {
        rounds.values().forEach(round -> round.worker().offer(notification));
    }

    /** Whether there is anybody to tell. */
    public boolean empty() {
        return rounds.isEmpty();
    }

    /** Whether each sink has somebody who serves it. */
    public boolean lively() {
        return rounds.values().stream().allMatch(round -> round.thread().isAlive());
    }

    /** Sends what waits, for a short while, and drops the rest and what still comes. */
    @Override
    public synchronized void close() {
        end(List.copyOf(rounds.values()));
        couriers.close();
    }

    private Round begin(Sink sink) {
        SinkWorker worker = new SinkWorker(
                sink,
                new GuardedTransport(
                        couriers.to(sink),
                        GuardedTransport.FIRST,
                        GuardedTransport.REST,
                        () -> ThreadLocalRandom.current().nextDouble()),
                book,
                Thread::sleep,
                clock);
        book.waiting(sink.name(), worker::waiting);
        return new Round(
                worker, Thread.ofVirtual().name("notify-" + sink.name()).start(worker));
    }

    private static void end(List<Round> left) {
        left.forEach(round -> round.worker().close());
        long until = System.nanoTime() + GRACE.toNanos();
        try {
            for (Round round : left) {
                round.thread().join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            left.forEach(round -> round.thread().interrupt());
        }
    }

    /** A worker and the thread on which it works. */
    private record Round(SinkWorker worker, Thread thread) {}
}
