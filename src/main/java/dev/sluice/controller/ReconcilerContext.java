package dev.sluice.controller;

import dev.sluice.evidence.gateway.GatewayRequestMeters;
import dev.sluice.evidence.probe.ProbeRunners;
import dev.sluice.kubernetes.ProbeSecrets;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.TokenBucket;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.traffic.ConvergenceChecker;
import dev.sluice.traffic.GatewayLocator;
import dev.sluice.traffic.TrafficRouter;
import dev.sluice.workload.DeploymentObserver;
import dev.sluice.workload.WorkloadClient;
import dev.sluice.workload.WorkloadObserver;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What every worker is made of. */
record ReconcilerContext(
        TrafficRouter mesh,
        GatewayLocator gateways,
        ConvergenceChecker convergence,
        EvidenceSources.Starter evidence,
        WorkloadObserver.Starter observers,
        RolloutClient rollouts,
        WorkloadClient workloads,
        Sharding sharding,
        TokenBucket hurries,
        InstantSource clock,
        ControllerConfig config,
        Consumer<RolloutEvent> news,
        Consumer<ReconcileEvent> beats) {
    /** Whoever may not act any more writes nothing, whatever it has begun. */
    ReconcilerContext {
        rollouts = rollouts.asLongAs(sharding::mayAct);
        workloads = workloads.asLongAs(sharding::mayAct);
    }

    /** Looks that a namespace's changes may bring about between the usual ones, of all of its releases together. */
    static TokenBucket unusualLooks() {
        return new TokenBucket(10, Duration.ofMillis(500));
    }

    /** Gathers them. */
    static final class Gather {
        private static final Logger LOG = Logger.getLogger(ReconcilerContext.class);

        @Produces
        @Singleton
        ReconcilerContext parts(
                TrafficRouter router,
                GatewayLocator gateways,
                ConvergenceChecker convergence,
                ProbeRunners runners,
                GatewayRequestMeters meters,
                RolloutClient rollouts,
                WorkloadClient workloads,
                ProbeSecrets secrets,
                Sharding sharding,
                InstantSource clock,
                ControllerConfig config,
                Event<RolloutEvent> news,
                Event<ReconcileEvent> beats) {
            return new ReconcilerContext(
                    router,
                    gateways,
                    convergence,
                    EvidenceSources.starter(runners, meters, secrets, sharding.loops()),
                    rollout -> new DeploymentObserver(rollout, workloads),
                    rollouts,
                    workloads,
                    sharding,
                    unusualLooks(),
                    clock,
                    config,
                    item -> tell(news, item),
                    beats::fire);
        }

        /** Whatever is wrong with those who listen, no release waits for it. */
        private static void tell(Event<RolloutEvent> listeners, RolloutEvent item) {
            try {
                listeners.fire(item);
            } catch (RuntimeException e) {
                LOG.warnf(e, "not everybody has heard of %s: %s", item.name(), item.reason());
            }
        }
    }
}
