package dev.sluice.web.page;

import dev.sluice.api.PolicySpec;
import dev.sluice.kubernetes.FairTurns;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.TrafficAssumptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What to expect of policies, calculated once for each spec of a namespace. It takes a processor for up to some seconds, and the controller that
 * acts on releases may be in this process: never more than one is calculated, on one thread, one of each namespace in turn.
 */
@ApplicationScoped
class ForecastCache {
    private static final Logger LOG = Logger.getLogger(ForecastCache.class);
    /** Taken for granted, as {@code sluice plan} does. */
    private static final TrafficAssumptions USUAL = new TrafficAssumptions(100, 0.001, OptionalInt.empty());
    /** As long as a reader may be kept waiting. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    static final int MOST = 200;

    private final Function<PolicySpec, Forecast> make;
    private final Duration patience;
    /** What a forecast does in parallel is done by the pool that it runs in. */
    private final ForkJoinPool thread = new ForkJoinPool(1);

    private final FairTurns turns = new FairTurns(1, MOST + 1);
    private final Map<Subject, Awaited> known = new LinkedHashMap<>();

    private record Subject(String namespace, PolicySpec spec) {}

    private record Awaited(CompletableFuture<FairTurns.Held> turn, CompletableFuture<Forecast> forecast) {
        /** Its turn is given to others, unless it has come. */
        void cancel() {
            turn.cancel(false);
            forecast.cancel(false);
        }
    }

    @Inject
    ForecastCache() {
        this(spec -> Forecast.of(Plan.of(spec), USUAL), PATIENCE);
    }

    ForecastCache(Function<PolicySpec, Forecast> make, Duration patience) {
        this.make = make;
        this.patience = patience;
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }

    /** What to expect; empty while it is still calculated, and of a policy that cannot be used. */
    Optional<Forecast> of(StoredPolicy policy) {
        return policy.spec()
                .flatMap(spec ->
                        soon(begun(new Subject(policy.namespace(), spec)).forecast()));
    }

    private Optional<Forecast> soon(CompletableFuture<Forecast> forecast) {
        try {
            return Optional.of(forecast.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException e) {
            LOG.debug("a forecast is not there yet", e);
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized Awaited begun(Subject subject) {
        Awaited begun = known.get(subject);
        if (begun == null) {
            begun = begin(subject);
            known.put(subject, begun);
            if (known.size() > MOST) {
                // Nobody waits for it any more.
                Objects.requireNonNull(known.remove(oldestOfTheFullest())).cancel();
            }
        }
        return begun;
    }

    private Awaited begin(Subject subject) {
        CompletableFuture<FairTurns.Held> turn = turns.enter(subject.namespace());
        CompletableFuture<Forecast> forecast = new CompletableFuture<>();
        turn.thenAcceptAsync(held -> calculate(subject.spec(), held, forecast), thread);
        return new Awaited(turn, forecast);
    }

    private void calculate(PolicySpec spec, FairTurns.Held held, CompletableFuture<Forecast> forecast) {
        try (held) {
            if (!forecast.isDone()) {
                forecast.complete(make.apply(spec));
            }
        } catch (RuntimeException | Error e) {
            forecast.completeExceptionally(e);
            throw e;
        }
    }

    private Subject oldestOfTheFullest() {
        Map<String, Long> counts =
                known.keySet().stream().collect(Collectors.groupingBy(Subject::namespace, Collectors.counting()));
        long most = Collections.max(counts.values());
        return known.keySet().stream()
                .filter(one -> Objects.equals(counts.get(one.namespace()), most))
                .findFirst()
                .orElseThrow();
    }
}
