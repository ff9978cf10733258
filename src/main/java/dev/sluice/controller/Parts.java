package dev.sluice.controller;

import dev.sluice.mesh.Convergence;
import dev.sluice.mesh.Gateways;
import dev.sluice.mesh.Mesh;
import dev.sluice.mesh.Meters;
import dev.sluice.probe.Probers;
import dev.sluice.rollout.Beat;
import dev.sluice.rollout.News;
import dev.sluice.store.ProbeSecrets;
import dev.sluice.store.Rollouts;
import dev.sluice.store.Workloads;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What every worker is made of. */
record Parts(
        Mesh mesh,
        Gateways gateways,
        Convergence convergence,
        Probers probers,
        Meters meters,
        Rollouts rollouts,
        Workloads workloads,
        ProbeSecrets secrets,
        Sharding sharding,
        InstantSource clock,
        SluiceConfig config,
        Consumer<News> news,
        Consumer<Beat> beats) {
    /** Whoever may not act any more writes nothing, whatever it has begun. */
    Parts {
        rollouts = rollouts.asLongAs(sharding::mayAct);
        workloads = workloads.asLongAs(sharding::mayAct);
    }

    /** Gathers them. */
    static final class Gather {
        private static final Logger LOG = Logger.getLogger(Parts.class);

        @Produces
        @Singleton
        Parts parts(
                Mesh mesh,
                Gateways gateways,
                Convergence convergence,
                Probers probers,
                Meters meters,
                Rollouts rollouts,
                Workloads workloads,
                ProbeSecrets secrets,
                Sharding sharding,
                InstantSource clock,
                SluiceConfig config,
                Event<News> news,
                Event<Beat> beats) {
            return new Parts(
                    mesh,
                    gateways,
                    convergence,
                    probers,
                    meters,
                    rollouts,
                    workloads,
                    secrets,
                    sharding,
                    clock,
                    config,
                    item -> tell(news, item),
                    beats::fire);
        }

        /** Whatever is wrong with those who listen, no release waits for it. */
        private static void tell(Event<News> listeners, News item) {
            try {
                listeners.fire(item);
            } catch (RuntimeException e) {
                LOG.warnf(e, "not everybody has heard of %s: %s", item.name(), item.reason());
            }
        }
    }
}
