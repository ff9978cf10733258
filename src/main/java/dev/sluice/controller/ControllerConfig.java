package dev.sluice.controller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the controller. */
@ConfigMapping(prefix = "sluice.controller")
public interface ControllerConfig {
    /** How often a running rollout is decided. */
    @WithDefault("100ms")
    Duration tick();

    /** How often the API server is asked about a running rollout. */
    @WithDefault("1s")
    Duration look();

    /** The same while all is as it should be and the API server tells of changes by itself. */
    @WithDefault("10s")
    Duration resync();

    /** How often the status is written while nothing but the counts changes. */
    @WithDefault("2s")
    Duration report();

    /** Whether anything is controlled at all; off for commands and tests that need the application alone. */
    @WithDefault("true")
    boolean enabled();

    /** How many Rollouts may be active at one time in all namespaces together; a release beyond that waits. */
    @WithDefault("1000")
    int maxActive();

    /** How many in one namespace. */
    @WithDefault("100")
    int maxActivePerNamespace();

    /** Which of several replicas carries what. */
    LeaderElection leaderElection();

    /** Which of several replicas carries what. */
    interface LeaderElection {
        /** Whether replicas share the work; without it there must be one replica only. */
        @WithDefault("true")
        boolean enabled();

        /** Namespace of the Leases; by default the pod's own. */
        Optional<String> namespace();

        /** Name of the installation, and of the Lease that says who carries what. */
        @WithDefault("sluice-controller")
        String name();

        /** How long a replica that is not heard of is waited for before others carry on what it had. */
        @WithDefault("2500ms")
        Duration lease();
    }
}
