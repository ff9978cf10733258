package dev.sluice.controller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the controller. */
@ConfigMapping(prefix = "sluice.controller")
public interface SluiceConfig {
    /** How often a running rollout is decided. */
    @WithDefault("100ms")
    Duration tick();

    /** How often the API server is asked about a running rollout. */
    @WithDefault("1s")
    Duration look();

    /** How often the status is written while nothing but the counts changes. */
    @WithDefault("2s")
    Duration report();

    /** Whether anything is controlled at all; off for commands and tests that need the application alone. */
    @WithDefault("true")
    boolean enabled();

    /** How many Rollouts may be active at one time in all namespaces together; a release beyond that waits. */
    @WithDefault("500")
    int maxActive();

    /** How many in one namespace. */
    @WithDefault("50")
    int maxActivePerNamespace();

    /** Which of several replicas acts. */
    LeaderElection leaderElection();

    /** Which of several replicas acts. */
    interface LeaderElection {
        /** Whether replicas elect a leader; without it there must be one replica only. */
        @WithDefault("true")
        boolean enabled();

        /** Namespace of the Lease; by default the pod's own. */
        Optional<String> namespace();

        /** Name of the Lease. */
        @WithDefault("sluice-controller")
        String name();

        /** How long a leader that is not heard of stays the leader. */
        @WithDefault("15s")
        Duration lease();
    }
}
