package dev.sluice.evidence.gateway;

import static dev.sluice.rollout.ControllerTimings.COUNTERS;
import static dev.sluice.rollout.ControllerTimings.COUNTERS_SUSPICIOUS;
import static dev.sluice.rollout.ControllerTimings.SUSPICION;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.UntrustedInput;
import dev.sluice.evidence.EvidenceSource;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Counts users' requests of both versions of one rollout by what the gateway pods tell. After a failure of green it asks
 * more often for a moment.
 */
public final class GatewayRequestMeter implements EvidenceSource {
    private static final Logger LOG = Logger.getLogger(GatewayRequestMeter.class);

    /** Envoy takes its histograms together as often. */
    private static final Duration LATENCIES = Duration.ofSeconds(5);

    private final TrafficTarget target;
    private final GatewayMetricsScraper scraper;
    private final VersionSelectorCache selectors;
    private final InstantSource clock;
    private final Pace pace;
    private final RequestAccounting accounting = new RequestAccounting();
    private final SlowRequests slow = new SlowRequests();
    private Instant nextLatencies = Instant.MIN;
    private final ScrapeHealth blindness;

    private volatile Map<String, GatewayEndpoint> pods = Map.of();
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

    GatewayRequestMeter(
            TrafficTarget target,
            GatewayMetricsScraper scraper,
            VersionSelectorCache selectors,
            InstantSource clock,
            Pace pace) {
        this.target = target;
        this.scraper = scraper;
        this.selectors = selectors;
        this.clock = clock;
        this.pace = pace;
        this.blindness = new ScrapeHealth(target.rollout());
    }

    /** A pod with several endpoints is asked once. */
    @Override
    public void aim(List<GatewayEndpoint> endpoints) {
        Map<String, GatewayEndpoint> next = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> next.putIfAbsent(endpoint.gateway(), endpoint));
        pods = next;
    }

    /** A probe of ours that was answered: gateways count it too, and it is taken out. */
    public void exclude(ProbeResult probe) {
        accounting.exclude(List.of(probe));
        slow.exclude(probe);
    }

    /** Pods may come or go, or their DestinationRules change: the names under which they are counted are looked up soon. */
    @Override
    public void stir() {
        selectors.stir();
    }

    @Override
    public ObservationBatch drain(Instant at) {
        return new ObservationBatch(at, List.of(), drain(), drainSlow());
    }

    /** Takes the users' requests that were counted since the last call. */
    Counts drain() {
        return accounting.drain();
    }

    /** Takes the users' requests whose time was told since the last call, and how many of them were grossly slow. */
    Counts drainSlow() {
        return slow.drain();
    }

    /** Why users' requests cannot be counted. */
    @Override
    public Optional<String> impaired() {
        return blindness.why();
    }

    @Override
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
                if (!UntrustedInput.survivable(e)) {
                    throw e;
                }
                LOG.warnf(e, "counting for %s failed", target.rollout());
            }
            next = Math.max(next + interval.toNanos(), System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void look(Duration interval) {
        Map<String, GatewayEndpoint> now = pods;
        accounting.keep(now.keySet());
        blindness.keep(now.keySet());
        if (now.isEmpty()) {
            return;
        }
        Optional<VersionMetricSelector> sought = selectors.known(clock.instant());
        if (sought.isEmpty()) {
            unnamed(now);
            return;
        }
        latencies(now, sought.get());
        Map<String, CompletableFuture<ScrapeResult>> answers = new LinkedHashMap<>();
        now.forEach((gateway, endpoint) ->
                answers.put(gateway, scraper.scrape(endpoint, sought.get(), interval.dividedBy(2))));
        answers.values().forEach(CompletableFuture::join);
        LockSupport.parkNanos(pace.settle().toNanos());
        if (selectors.known(clock.instant()).isEmpty()) {
            unnamed(now);
            return;
        }
        answers.forEach((gateway, answer) -> take(gateway, answer.join(), sought.get()));
    }

    /** Nobody waits for it; where a gateway does not tell, its users' latencies are no evidence. */
    private void latencies(Map<String, GatewayEndpoint> gateways, VersionMetricSelector selector) {
        Instant at = clock.instant();
        if (at.isBefore(nextLatencies) && nextLatencies.isBefore(at.plus(LATENCIES.multipliedBy(2)))) {
            return;
        }
        nextLatencies = at.plus(LATENCIES);
        slow.keep(gateways.keySet());
        CompletableFuture<?>[] all = gateways.entrySet().stream()
                .map(endpoint -> scraper.latencies(endpoint.getValue(), selector)
                        .thenAccept(page -> slow.read(endpoint.getKey(), selector.read(page))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).whenComplete((_, error) -> {
            slow.read();
            if (error != null) {
                LOG.debugf("not every gateway tells latencies to %s: %s", target.rollout(), error);
            }
        });
    }

    /** What gateways count until the names are known again is nobody's evidence. */
    private void unnamed(Map<String, GatewayEndpoint> gateways) {
        accounting.keep(Set.of());
        slow.keep(Set.of());
        String trouble = selectors.trouble();
        if (!trouble.isEmpty()) {
            gateways.keySet().forEach(gateway -> blindness.failed(gateway, trouble));
        }
    }

    private void take(String gateway, ScrapeResult answer, VersionMetricSelector selector) {
        switch (answer) {
            case ScrapeResult.Failed failed -> blindness.failed(gateway, failed.why());
            case ScrapeResult.Read read ->
                selector.read(read)
                        .ifPresentOrElse(
                                reading -> read(gateway, reading, selector),
                                () -> blindness.trouble(gateway, selector.mixed()));
        }
    }

    private void read(String gateway, PodCounterTracker.Reading reading, VersionMetricSelector selector) {
        if (accounting.read(gateway, reading).greenFailed() > 0) {
            suspiciousUntil = System.nanoTime() + SUSPICION.toNanos();
        }
        Optional<VersionRole> uncounted = accounting.uncounted(gateway);
        if (uncounted.isPresent()) {
            blindness.trouble(gateway, selector.uncounted(gateway, uncounted.get()));
        } else {
            blindness.succeeded(gateway);
        }
    }
}
