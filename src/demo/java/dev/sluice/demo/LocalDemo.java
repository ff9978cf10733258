package dev.sluice.demo;

import dev.sluice.kubernetes.RolloutResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.Console;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The course of the demo: once the controller is up, something is released, and once a second the terminal tells what goes on, in one line
 * that changes on a terminal and in a new line for each change elsewhere.
 */
@Singleton
final class LocalDemo {
    private static final int FIRST_RELEASE_SECONDS = 4;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("demo").factory());
    private boolean terminal;
    private String last = "";

    void start(@Observes StartupEvent event) {
        // A cluster that a test runs has no spectators.
        if (Boolean.getBoolean("sluice.local")) {
            LocalCluster.running().ifPresent(this::start);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
        if (terminal) {
            System.out.println();
        }
    }

    /** There is always a console in JDK 22 and later, but its type does not say so. */
    @SuppressWarnings("SystemConsoleNull")
    private void start(LocalCluster cluster) {
        Console console = System.console();
        terminal = console != null && console.isTerminal();
        DemoStatusLine line = new DemoStatusLine(terminal && System.getenv("NO_COLOR") == null);
        cluster.welcome(true);
        var _ = clock.scheduleAtFixedRate(() -> print(cluster, line), 1, 1, TimeUnit.SECONDS);
        var _ = clock.schedule(cluster::release, FIRST_RELEASE_SECONDS, TimeUnit.SECONDS);
    }

    private void print(LocalCluster cluster, DemoStatusLine line) {
        RolloutResource rollout = newest(cluster);
        LoadReport load = cluster.load();
        String now = terminal ? line.full(rollout, load) : line.brief(rollout, load);
        if (terminal) {
            // Back to the start of the line, and away with what a longer line left there.
            System.out.print("\r" + now + "\u001b[K");
            System.out.flush();
        } else if (!now.equals(last)) {
            System.out.println(now);
        }
        last = now;
    }

    private static @Nullable RolloutResource newest(LocalCluster cluster) {
        try {
            return cluster
                    .client()
                    .resources(RolloutResource.class)
                    .inNamespace(DemoManifests.NAMESPACE)
                    .list()
                    .getItems()
                    .stream()
                    .max(Comparator.comparing(rollout -> rollout.getMetadata().getCreationTimestamp()))
                    .orElse(null);
        } catch (KubernetesClientException e) {
            // The cluster is on its way down.
            return null;
        }
    }
}
