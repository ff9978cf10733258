package dev.sluice.notify;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** All sinks, and those who serve them. */
public final class PostOffice implements AutoCloseable {
    /** How long a sink that is gone may still be sent what waited for it, and how long a shutdown waits for all. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Couriers couriers;
    private final Book book;
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
    public PostOffice(Supplier<Vertx> vertx, Secrets secrets, Book book, InstantSource clock) {
        this.couriers = new Couriers(vertx, secrets, clock);
        this.book = book;
        this.clock = clock;
    }

    /** Serves these sinks from now on. One that stays as it was keeps what waits for it. */
    public synchronized void serve(Settings settings) {
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
    public void offer(Notice notice) {
        rounds.values().forEach(round -> round.postman().offer(notice));
    }

    /** Whether there is anybody to tell. */
    public boolean empty() {
        return rounds.isEmpty();
    }

    /** Sends what waits, for a short while, and drops the rest and what still comes. */
    @Override
    public synchronized void close() {
        end(List.copyOf(rounds.values()));
        couriers.close();
    }

    private Round begin(Sink sink) {
        Postman postman = new Postman(
                sink,
                new Patience(
                        couriers.to(sink),
                        Thread::sleep,
                        () -> ThreadLocalRandom.current().nextDouble()),
                book,
                Thread::sleep,
                clock);
        book.waiting(sink.name(), postman::waiting);
        return new Round(
                postman, Thread.ofVirtual().name("notify-" + sink.name()).start(postman));
    }

    private static void end(List<Round> left) {
        left.forEach(round -> round.postman().close());
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

    /** A postman and the thread on which he works. */
    private record Round(Postman postman, Thread thread) {}
}
