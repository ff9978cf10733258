package dev.sluice.demo;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.Console;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The course of the demo: once the controller is up, something is released, and the terminal tells. */
@Singleton
final class LocalDemo {
    private static final int FIRST_RELEASE_SECONDS = 4;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("demo").factory());
    private @Nullable LocalTerminal terminal;

    void start(@Observes StartupEvent event) {
        // A cluster that a test runs has no spectators.
        if (Boolean.getBoolean("sluice.local")) {
            LocalCluster.running().ifPresent(this::start);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
        if (terminal != null) {
            terminal.close();
        }
    }

    /** There is always a console in JDK 22 and later, but its type does not say so. */
    @SuppressWarnings("SystemConsoleNull")
    private void start(LocalCluster cluster) {
        Console console = System.console();
        boolean interactive = console != null && console.isTerminal();
        boolean colour = System.getenv("NO_COLOR") == null;
        cluster.welcome(true);
        terminal = new LocalTerminal(cluster, System.out, interactive, colour);
        var _ = clock.schedule(cluster::release, FIRST_RELEASE_SECONDS, TimeUnit.SECONDS);
    }
}
