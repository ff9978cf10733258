package dev.sluice.evidence.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.kubernetes.FairTurns;
import dev.sluice.rollout.GatewayEndpoint;
import io.netty.channel.ConnectTimeoutException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks gateway pods for their counters, for all rollouts: a pod that is being asked is not asked again, and a fresh
 * answer serves everybody. One that did not answer in time three times in a row is left alone for a second: those who wait for all pods wait no
 * longer for it meanwhile.
 */
@ApplicationScoped
public class GatewayMetricsScraper {
    private static final Logger LOG = Logger.getLogger(GatewayMetricsScraper.class);

    /** Name of the HTTP client that is used. */
    public static final String CLIENT = "counters";

    /** Name of the HTTP client that asks for latencies. */
    public static final String LATENCIES = "latencies";

    private static final int LARGEST = 4 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** As many questions without an answer in time are enough to leave a pod alone. */
    private static final int SILENT = 3;

    /** Latencies are asked for as often. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Questions of one namespace about its apps alone that wait for one pod; as many as a namespace has releases. */
    private static final int WAITING = 256;

    private final HttpClient http;
    private final HttpClient latencies;
    private final InstantSource clock;
    private final Duration rest;
    private final Consumer<ScrapeCompleted> told;
    private final Executor reader = work -> Thread.ofVirtual().name("counters").start(work);
    private final Map<Place, Visit> visits = new ConcurrentHashMap<>();
    /** Whose answer for all rollouts was too large, and until when it is not asked for again. */
    private final Map<Place, Instant> large = new ConcurrentHashMap<>();

    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    @Inject
    GatewayMetricsScraper(
            @Identifier(CLIENT) HttpClient http,
            @Identifier(LATENCIES) HttpClient latencies,
            InstantSource clock,
            Event<ScrapeCompleted> told) {
        this(http, latencies, clock, TIMEOUT, told::fire);
    }

    public GatewayMetricsScraper(HttpClient http, InstantSource clock, Consumer<ScrapeCompleted> told) {
        this(http, http, clock, TIMEOUT, told);
    }

    /** @param rest how long a pod is left alone that does not answer; as long as one question takes at most, so that its return is seen as soon */
    GatewayMetricsScraper(
            HttpClient http, HttpClient latencies, InstantSource clock, Duration rest, Consumer<ScrapeCompleted> told) {
        this.http = http;
        this.latencies = latencies;
        this.clock = clock;
        this.rest = rest;
        this.told = told;
    }

    private record Place(String gateway, String address, GatewayEndpoint.Counters counters, String filter) {}

    /** Who asks one pod about an app alone. */
    private record Lane(FairTurns turns, Instant used) {}

    private record Visit(
            Instant begun, CompletableFuture<ScrapeResult> answer, TypedGuard<CompletionStage<String>> guard) {
        boolean serves(Instant now, Duration fresh) {
            // A clock that was set back makes nothing fresh.
            return !answer.isDone() || (begun.plus(fresh).isAfter(now) && !begun.isAfter(now));
        }
    }

    /**
     * Asks a gateway pod, unless an answer is under way or fresh. All rollouts are served by one answer, unless that is too large: then each asks for its own
     * hosts alone, for a while, so that whoever makes a gateway count much makes himself blind and nobody else.
     *
     * @param selector what is looked for in the answer
     * @param fresh how old an answer may be
     * @return never fails
     */
    CompletableFuture<ScrapeResult> scrape(GatewayEndpoint endpoint, VersionMetricSelector selector, Duration fresh) {
        Place all = new Place(endpoint.gateway(), endpoint.address(), endpoint.counters(), GatewayMetrics.FILTER);
        return large(all)
                ? alone(endpoint, selector, fresh)
                : visit(all, fresh, () -> BoundedHttpGet.begin(http, request(all), LARGEST, TIMEOUT))
                        .thenCompose(scrape -> large(all)
                                ? alone(endpoint, selector, fresh)
                                : CompletableFuture.completedFuture(scrape));
    }

    private CompletableFuture<ScrapeResult> alone(
            GatewayEndpoint endpoint, VersionMetricSelector selector, Duration fresh) {
        String filter = GatewayMetrics.filter(selector);
        return visit(
                new Place(endpoint.gateway(), endpoint.address(), endpoint.counters(), filter),
                fresh,
                () -> alone(endpoint, selector, filter, TIMEOUT));
    }

    private boolean large(Place place) {
        Instant until = large.getOrDefault(place, Instant.MIN);
        return clock.instant().isBefore(until);
    }

    private CompletableFuture<ScrapeResult> visit(
            Place place, Duration fresh, Supplier<CompletableFuture<String>> question) {
        Instant now = clock.instant();
        visits.values().removeIf(visit -> visit.begun().plus(KEPT).isBefore(now));
        large.values().removeIf(until -> !now.isBefore(until));
        return visits.compute(place, (_, visit) -> {
                    if (visit != null && visit.serves(now, fresh)) {
                        return visit;
                    }
                    TypedGuard<CompletionStage<String>> guard = visit == null ? guard() : visit.guard();
                    return new Visit(now, ask(place, now, () -> guard.get(question::get)), guard);
                })
                .answer();
    }

    /** A pod that refuses or says something else costs nobody any time, and is asked each time. */
    private TypedGuard<CompletionStage<String>> guard() {
        return TypedGuard.create(new TypeLiteral<CompletionStage<String>>() {})
                .withCircuitBreaker()
                .requestVolumeThreshold(SILENT)
                .failureRatio(1)
                .delay(rest.toMillis(), ChronoUnit.MILLIS)
                .when(error -> error instanceof TimeoutException || error instanceof ConnectTimeoutException)
                .done()
                .build();
    }

    /**
     * Asks a gateway pod how long one app's requests took. Such questions to one pod wait for each other, in turns by namespace.
     *
     * @return fails when it does not tell
     */
    CompletableFuture<LatencyMetrics> latencies(GatewayEndpoint endpoint, VersionMetricSelector selector) {
        return alone(endpoint, selector, LatencyMetrics.filter(selector), PATIENCE)
                .thenApplyAsync(LatencyMetrics::parse, reader);
    }

    /** Asks for one app's numbers alone. */
    private CompletableFuture<String> alone(
            GatewayEndpoint endpoint, VersionMetricSelector selector, String filter, Duration patience) {
        Instant now = clock.instant();
        lanes.values().removeIf(lane -> lane.used().plus(KEPT).isBefore(now));
        FairTurns turns = lanes.compute(
                        endpoint.address(),
                        (_, lane) -> new Lane(lane == null ? new FairTurns(1, WAITING) : lane.turns(), now))
                .turns();
        RequestOptions request = new RequestOptions()
                .setHost(endpoint.address())
                .setPort(endpoint.counters().port())
                .setURI(uri(endpoint.counters(), filter));
        return turns.run(
                selector.target().namespace(),
                patience,
                () -> BoundedHttpGet.begin(latencies, request, LARGEST, TIMEOUT));
    }

    private CompletableFuture<ScrapeResult> ask(
            Place place, Instant begun, Supplier<CompletionStage<String>> question) {
        long asked = System.nanoTime();
        return question.get()
                .toCompletableFuture()
                .thenApplyAsync(text -> read(begun, text), reader)
                .exceptionally(error -> new ScrapeResult.Failed(failed(place, begun, error)))
                .thenApply(scrape -> tell(scrape, asked));
    }

    private ScrapeResult read(Instant begun, String text) {
        Instant ended = clock.instant();
        return new ScrapeResult.Read(begun, ended, GatewayMetrics.parse(text));
    }

    /** Whoever counts scrapes must not spoil one. */
    private ScrapeResult tell(ScrapeResult scrape, long asked) {
        try {
            told.accept(new ScrapeCompleted(
                    scrape instanceof ScrapeResult.Read, Duration.ofNanos(System.nanoTime() - asked)));
        } catch (RuntimeException e) {
            LOG.debug("a scrape was not counted", e);
        }
        return scrape;
    }

    /** Envoy's own words for: only what has ever been counted, and of that only what is asked for. */
    static String uri(GatewayEndpoint.Counters counters) {
        return uri(counters, GatewayMetrics.FILTER);
    }

    private static String uri(GatewayEndpoint.Counters counters, String filter) {
        return counters.path() + (counters.path().contains("?") ? "&" : "?") + "usedonly&filter="
                + URLEncoder.encode(filter, UTF_8);
    }

    private static RequestOptions request(Place place) {
        return new RequestOptions()
                .setHost(place.address())
                .setPort(place.counters().port())
                .setURI(uri(place.counters(), place.filter()));
    }

    private String failed(Place place, Instant begun, Throwable failure) {
        Throwable error = failure.getCause() == null ? failure : failure.getCause();
        if (error instanceof BoundedHttpGet.TooLarge) {
            large.put(place, begun.plus(KEPT));
        }
        return why(place, error);
    }

    private static String why(Place place, Throwable error) {
        String where = "gateway " + place.gateway() + " (port "
                + place.counters().port() + ", path " + place.counters().path() + ") ";
        return where
                + switch (error) {
                    case BoundedHttpGet.TooLarge _ ->
                        "tells more than " + (LARGEST >> 20)
                                + " MiB of counters; give its pods a port named http-envoy-prom"
                                + " that leads to Envoy itself, which can be asked for less";
                    case IllegalArgumentException _ ->
                        "does not answer with counters in Prometheus' text format; name the right port http-envoy-prom"
                                + " in its pods";
                    case TimeoutException _, CircuitBreakerOpenException _ ->
                        "does not tell its counters within a second; let Sluice's namespace reach that port";
                    default ->
                        "does not tell its counters (" + said(error)
                                + "); let Sluice's namespace reach that port, or name the right one http-envoy-prom in"
                                + " its pods";
                };
    }

    private static @Nullable String said(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
