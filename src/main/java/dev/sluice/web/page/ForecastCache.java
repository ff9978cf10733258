package dev.sluice.web.page;

import dev.sluice.policy.PolicySpec;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.TrafficAssumptions;
import dev.sluice.store.StoredPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What to expect of policies, calculated once for each spec. It takes a processor for up to some seconds, and the controller that
 * acts on releases may be in this process: never more than one is calculated, on one thread.
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

    private final Map<PolicySpec, CompletableFuture<Forecast>> known = new LinkedHashMap<>();

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
        return policy.spec().flatMap(spec -> soon(begun(spec)));
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

    private synchronized CompletableFuture<Forecast> begun(PolicySpec spec) {
        CompletableFuture<Forecast> begun = known.get(spec);
        if (begun == null) {
            begun = CompletableFuture.supplyAsync(() -> make.apply(spec), thread);
            known.put(spec, begun);
            if (known.size() > MOST) {
                // Nobody waits for the oldest any more.
                var oldest = known.entrySet().iterator();
                oldest.next().getValue().cancel(false);
                oldest.remove();
            }
        }
        return begun;
    }
}
