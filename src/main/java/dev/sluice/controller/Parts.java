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
import dev.sluice.wire.Allowance;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
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
        Allowance hurries,
        InstantSource clock,
        SluiceConfig config,
        Consumer<News> news,
        Consumer<Beat> beats) {
    /** Whoever may not act any more writes nothing, whatever it has begun. */
    Parts {
        rollouts = rollouts.asLongAs(sharding::mayAct);
        workloads = workloads.asLongAs(sharding::mayAct);
    }

    /** Looks that a namespace's changes may bring about between the usual ones, of all of its releases together. */
    static Allowance unusualLooks() {
        return new Allowance(10, Duration.ofMillis(500));
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
                    unusualLooks(),
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
