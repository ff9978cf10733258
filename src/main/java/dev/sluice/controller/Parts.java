package dev.sluice.controller;

import dev.sluice.mesh.Convergence;
import dev.sluice.mesh.Gateways;
import dev.sluice.mesh.Mesh;
import dev.sluice.mesh.Meters;
import dev.sluice.probe.Probers;
import dev.sluice.rollout.Beat;
import dev.sluice.rollout.News;
import dev.sluice.store.Rollouts;
import dev.sluice.store.Workloads;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.function.Consumer;

/** What every worker is made of. */
record Parts(
        Mesh mesh,
        Gateways gateways,
        Convergence convergence,
        Probers probers,
        Meters meters,
        Rollouts rollouts,
        Workloads workloads,
        Leadership leadership,
        InstantSource clock,
        SluiceConfig config,
        Consumer<News> news,
        Consumer<Beat> beats) {

    /** Gathers them. */
    static final class Gather {
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
                Leadership leadership,
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
                    leadership,
                    clock,
                    config,
                    news::fire,
                    beats::fire);
        }
    }
}
