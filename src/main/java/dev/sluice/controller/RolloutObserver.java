package dev.sluice.controller;

import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.TokenBucket;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.ConvergenceChecker;
import dev.sluice.traffic.ConvergenceResult;
import dev.sluice.traffic.GatewayLocator;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.TrafficReadResult;
import dev.sluice.traffic.TrafficRouter;
import dev.sluice.workload.WorkloadObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Looks, and only looks, for one rollout: at the API server once a second, or now and then while all is calm; at the gateways all the time while
 * they are still to follow. The worker never waits for it; an API server that hangs delays no decision.
 */
final class RolloutObserver implements Runnable {
    private static final Logger LOG = Logger.getLogger(RolloutObserver.class);
    private static final Duration GATEWAYS = Duration.ofSeconds(5);

    /** A client that writes all the time must not make us ask the API server all the time. */
    private static final Duration REST = Duration.ofMillis(50);

    /** A look that is late is given up by itself, and is no reason for this process to give up. */
    private static final Duration ENDLESS = Duration.ofDays(365);

    private final TrafficTarget target;
    private final TrafficRouter router;
    private final GatewayLocator gateways;
    private final ConvergenceChecker convergence;
    private final WorkloadObserver workload;
    private final EvidenceSources sources;
    private final InstantSource clock;
    private final Duration interval;
    private final GatewayRetryDelay retry;
    private final ObservationPace pace;
    private final LoopMonitor loopMonitor;
    private final TokenBucket hurries;
    /** One before which nothing served is compared with nothing. */
    private final boolean first;

    private volatile DesiredTraffic goal;
    private volatile ObservedState observed;
    private volatile boolean hurried;
    private volatile boolean stopped;
    private final WakeupSignal wakeup = new WakeupSignal();

    private final BackgroundTask asking = new BackgroundTask();
    private volatile ApiObservation answer = ApiObservation.NONE;
    private volatile Set<String> gatewayNamespaces = Set.of();
    private Instant lastAsked = Instant.EPOCH;
    private Optional<Instant> blindSince = Optional.empty();

    /** @param told whether a change of what this rollout depends on would be told */
    RolloutObserver(
            StoredRollout stored,
            DesiredTraffic goal,
            EvidenceSources sources,
            ReconcilerContext context,
            BooleanSupplier told) {
        this.target = stored.target();
        this.workload = context.observers().of(stored);
        this.goal = goal;
        this.observed = ObservedState.none(goal, context.clock().instant());
        this.sources = sources;
        this.router = context.mesh();
        this.gateways = context.gateways();
        this.convergence = context.convergence();
        this.clock = context.clock();
        this.interval = context.config().look();
        this.retry = new GatewayRetryDelay(interval);
        boolean one = stored.spec().blue().deployment() != null;
        this.pace = new ObservationPace(interval, context.config().resync(), () -> one && told.getAsBoolean());
        this.loopMonitor = context.sharding().loops();
        this.hurries = context.hurries();
        this.first = stored.spec().first();
    }

    ObservedState view() {
        return observed;
    }

    /** What the mesh is to be compared with from now on. */
    void setDesired(DesiredTraffic wanted) {
        goal = wanted;
        observeSoon();
    }

    /**
     * Something has changed: look now.
     *
     * @return false when the namespace has changed so much that the usual look has to do
     */
    boolean wakeUp() {
        pace.stir();
        boolean may = hurried || hurries.take(target.namespace(), clock.instant());
        if (may) {
            observeSoon();
        }
        return may;
    }

    private void observeSoon() {
        hurried = true;
        wakeup.ring();
    }

    void stop() {
        stopped = true;
        observeSoon();
    }

    /** Look for the gateways again when there is time. */
    void seekGateways() {
        pace.whole();
    }

    /** Whether some of the gateways that were found last are in a namespace. */
    boolean gatewaysIn(String namespace) {
        return gatewayNamespaces.contains(namespace);
    }

    @Override
    public void run() {
        while (!stopped) {
            LoopMonitor.heartbeat();
            try {
                observe();
            } catch (RuntimeException | Error e) {
                if (!UntrustedInput.survivable(e)) {
                    throw e;
                }
                LOG.warnf(e, "looking for %s failed", target.rollout());
            }
            wakeup.await(pause());
        }
    }

    private void observe() {
        Instant now = clock.instant();
        DesiredTraffic wanted = goal;
        boolean rested = !now.isBefore(lastAsked.plus(REST));
        boolean calm = pace.calm(observed, wanted, now);
        if (!calm) {
            sources.stir();
        }
        if ((hurried && rested) || pace.due(calm, now) || !wanted.equals(answer.goal())) {
            fetchInBackground(wanted, calm, now);
        }
        ApiObservation known = answer;
        sources.setEndpoints(wanted instanceof DesiredTraffic.Split ? known.endpoints() : List.of());
        ConvergenceResult proof = known.obstacle()
                .or(() -> known.reading().problem())
                .map(problem -> new ConvergenceResult(problem, List.of()))
                .orElseGet(() -> prove(known, now));
        observed = new ObservedState(
                now,
                known.goal(),
                blindSince(askable(proof.mesh(), known, now), now),
                proof.gateways(),
                known.green(),
                known.sizes(),
                known.reading().revert());
    }

    private Duration pause() {
        DesiredTraffic wanted = goal;
        boolean follows = !(observed.mesh() instanceof TrafficStatus.Pending)
                && observed.goal().equals(wanted);
        if (follows) {
            retry.arrived();
            return hurried ? GatewayRetryDelay.SHORTEST : interval;
        }
        Duration next = retry.next(wanted, clock.instant());
        return hurried ? GatewayRetryDelay.SHORTEST : next;
    }

    /** Asks the API server on the side, so that one that hangs keeps nobody from asking the gateways. */
    private void fetchInBackground(DesiredTraffic wanted, boolean calm, Instant now) {
        if (asking.free(now)) {
            hurried = false;
            lastAsked = now;
            boolean brief = pace.begin(calm, now);
            asking.begin(
                    "ask-" + target.rollout(),
                    now,
                    () -> loopMonitor.run(
                            "a look for " + target.rollout(), ENDLESS, () -> storeFetched(wanted, brief, now)));
        }
    }

    private void storeFetched(DesiredTraffic wanted, boolean brief, Instant now) {
        try {
            ApiObservation found = fetch(wanted, brief, now);
            if (asking.current()) {
                answer = found;
                gatewayNamespaces = found.gatewayNamespaces();
            }
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            pace.stir();
            LOG.logf(
                    stopped ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "asking about %s failed and is tried again: %s",
                    target.rollout(),
                    UntrustedInput.why(e));
        } finally {
            wakeup.ring();
        }
    }

    /** An API server that does not answer changes nothing of what the gateways were asked to prove. */
    private ApiObservation fetch(DesiredTraffic wanted, boolean brief, Instant now) {
        ApiObservation before = answer;
        TrafficReadResult fresh = brief ? router.glance(target, wanted) : router.read(target, wanted);
        if (fresh.unreadable()) {
            pace.stir();
        }
        boolean keep = fresh.unreadable() && wanted.equals(before.goal());
        ApiObservation next =
                before.with(wanted, keep ? before.reading() : fresh, workload.green(brief), workload.sizes(brief, now));
        boolean seek = !brief && (pace.seeks() || !now.isBefore(next.endpointsUntil()));
        return next.endpoints().isEmpty() || seek ? withGateways(next, now) : next;
    }

    private ApiObservation withGateways(ApiObservation next, Instant now) {
        try {
            return next.with(gateways.find(target), Optional.empty(), now.plus(GATEWAYS));
        } catch (TrafficConfigException e) {
            return next.with(next.endpoints(), Optional.of(e.why()), now);
        } catch (RuntimeException e) {
            pace.whole();
            pace.stir();
            LOG.debugf(e, "the gateways of %s could not be listed", target.rollout());
            return next;
        }
    }

    private ConvergenceResult prove(ApiObservation known, Instant now) {
        return known.reading().stamps().isEmpty()
                ? new ConvergenceResult(new TrafficStatus.Converged(), List.of())
                : convergence.prove(
                        target.namespace(),
                        known.endpoints(),
                        known.reading().stamps(),
                        target.pin(),
                        sources::headers,
                        now);
    }

    /** On the way to green, gateways that serve the weights are of no use as long as probes lack what they have to bring. */
    private TrafficStatus askable(TrafficStatus seen, ApiObservation known, Instant now) {
        return seen instanceof TrafficStatus.Converged && known.goal() instanceof DesiredTraffic.Split && !first
                ? sources.missingHeaders(known.endpoints())
                        .<TrafficStatus>map(why -> new TrafficStatus.Blind(why, now))
                        .orElse(seen)
                : seen;
    }

    /** Blindness counts from its first moment, not from each look. */
    private TrafficStatus blindSince(TrafficStatus seen, Instant now) {
        if (!(seen instanceof TrafficStatus.Blind blind)) {
            blindSince = Optional.empty();
            return seen;
        }
        blindSince = blindSince.or(() -> Optional.of(now));
        return new TrafficStatus.Blind(blind.why(), blindSince.get());
    }
}
