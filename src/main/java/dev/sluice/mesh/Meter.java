package dev.sluice.mesh;

import static dev.sluice.rollout.Pace.COUNTERS;
import static dev.sluice.rollout.Pace.COUNTERS_SUSPICIOUS;
import static dev.sluice.rollout.Pace.SUSPICION;

import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.Target;
import dev.sluice.stats.Counts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Counts users' requests of both versions of one rollout by what the gateway pods tell. After a failure of green it asks
 * more often for a moment.
 */
public final class Meter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Meter.class);

    /** Envoy takes its histograms together as often. */
    private static final Duration LATENCIES = Duration.ofSeconds(5);

    private final Target target;
    private final Scraper scraper;
    private final Lexicon lexicon;
    private final InstantSource clock;
    private final Pace pace;
    private final Books books = new Books();
    private final SlowRequests slow = new SlowRequests();
    private Instant nextLatencies = Instant.MIN;
    private final Blindness blindness;

    private volatile Map<String, Ingress> pods = Map.of();
    private volatile long turned = System.nanoTime();
    private volatile boolean closed;
    private long suspiciousUntil = System.nanoTime();

    /**
     * How often gateways are asked.
     *
     * @param usual how often
     * @param suspicious how often after a failure of green
     * @param settle from a pod's answer until it is compared with the probes, which are told a moment later
     */
    record Pace(Duration usual, Duration suspicious, Duration settle) {
        static final Pace NORMAL = new Pace(COUNTERS, COUNTERS_SUSPICIOUS, Duration.ofMillis(150));
    }

    Meter(Target target, Scraper scraper, Lexicon lexicon, InstantSource clock, Pace pace) {
        this.target = target;
        this.scraper = scraper;
        this.lexicon = lexicon;
        this.clock = clock;
        this.pace = pace;
        this.blindness = new Blindness(target.rollout());
    }

    /** The gateways to ask from now on; a pod with several doors is asked once. None: nothing is asked. */
    public void aim(List<Ingress> doors) {
        Map<String, Ingress> next = new LinkedHashMap<>();
        doors.forEach(door -> next.putIfAbsent(door.gateway(), door));
        pods = next;
    }

    /** A probe of ours that was answered: gateways count it too, and it is taken out. */
    public void exclude(ProbeResult probe) {
        books.exclude(List.of(probe));
        slow.exclude(probe);
    }

    /** Pods may come or go, or their DestinationRules change: the names under which they are counted are looked up soon. */
    public void stir() {
        lexicon.stir();
    }

    /** Takes the users' requests that were counted since the last call. */
    public Counts drain() {
        return books.drain();
    }

    /** Takes the users' requests whose time was told since the last call, and how many of them were grossly slow. */
    public Counts drainSlow() {
        return slow.drain();
    }

    /** Why users' requests cannot be counted, in one line with the cure; empty when they can, or nothing is to be asked. */
    public Optional<String> blind() {
        return blindness.why();
    }

    /** Whether it goes round: its last turn is not longer ago than this. */
    public boolean lively(Duration most) {
        return System.nanoTime() - turned <= most.toNanos();
    }

    @Override
    public void close() {
        closed = true;
    }

    void run() {
        long next = System.nanoTime();
        while (!closed) {
            boolean suspicious = suspiciousUntil - System.nanoTime() > 0;
            Duration interval = suspicious ? pace.suspicious() : pace.usual();
            turned = System.nanoTime();
            try {
                look(interval);
            } catch (RuntimeException | Error e) {
                if (!Untrusted.survivable(e)) {
                    throw e;
                }
                LOG.warnf(e, "counting for %s failed", target.rollout());
            }
            next = Math.max(next + interval.toNanos(), System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void look(Duration interval) {
        Map<String, Ingress> now = pods;
        books.keep(now.keySet());
        blindness.keep(now.keySet());
        if (now.isEmpty()) {
            return;
        }
        Optional<Sought> sought = lexicon.known(clock.instant());
        if (sought.isEmpty()) {
            unnamed(now);
            return;
        }
        latencies(now, sought.get());
        Map<String, CompletableFuture<Scrape>> answers = new LinkedHashMap<>();
        now.forEach((gateway, door) -> answers.put(gateway, scraper.scrape(door, sought.get(), interval.dividedBy(2))));
        answers.values().forEach(CompletableFuture::join);
        LockSupport.parkNanos(pace.settle().toNanos());
        answers.forEach((gateway, answer) -> take(gateway, answer.join(), sought.get()));
    }

    /** Nobody waits for it; where a gateway does not tell, its users' latencies are no evidence. */
    private void latencies(Map<String, Ingress> gateways, Sought sought) {
        Instant at = clock.instant();
        if (at.isBefore(nextLatencies) && nextLatencies.isBefore(at.plus(LATENCIES.multipliedBy(2)))) {
            return;
        }
        nextLatencies = at.plus(LATENCIES);
        slow.keep(gateways.keySet());
        CompletableFuture<?>[] all = gateways.entrySet().stream()
                .map(door -> scraper.latencies(door.getValue(), sought)
                        .thenAccept(page -> slow.read(door.getKey(), sought.read(page))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).whenComplete((_, error) -> {
            slow.read();
            if (error != null) {
                LOG.debugf("not every gateway tells latencies to %s: %s", target.rollout(), error);
            }
        });
    }

    private void unnamed(Map<String, Ingress> gateways) {
        String trouble = lexicon.trouble();
        if (!trouble.isEmpty()) {
            gateways.keySet().forEach(gateway -> blindness.failed(gateway, trouble));
        }
    }

    private void take(String gateway, Scrape answer, Sought sought) {
        switch (answer) {
            case Scrape.Failed failed -> blindness.failed(gateway, failed.why());
            case Scrape.Read read ->
                sought.read(read)
                        .ifPresentOrElse(
                                reading -> read(gateway, reading, sought),
                                () -> blindness.trouble(gateway, sought.mixed()));
        }
    }

    private void read(String gateway, PodBook.Reading reading, Sought sought) {
        if (books.read(gateway, reading).greenFailed() > 0) {
            suspiciousUntil = System.nanoTime() + SUSPICION.toNanos();
        }
        Optional<Colour> uncounted = books.uncounted(gateway);
        if (uncounted.isPresent()) {
            blindness.trouble(gateway, sought.uncounted(gateway, uncounted.get()));
        } else {
            blindness.succeeded(gateway);
        }
    }
}
