package dev.sluice.local;

import dev.sluice.kubernetes.RolloutResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells once a second what goes on: one line that changes on a terminal, a new line for each change elsewhere. */
final class LocalTerminal implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("terminal").factory());
    private final LocalCluster cluster;
    private final PrintStream out;
    private final boolean terminal;
    private final DemoStatusLine line;
    private String last = "";

    LocalTerminal(LocalCluster cluster, PrintStream out, boolean terminal, boolean colour) {
        this.cluster = cluster;
        this.out = out;
        this.terminal = terminal;
        this.line = new DemoStatusLine(terminal && colour);
        var _ = clock.scheduleAtFixedRate(this::print, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) {
            out.println();
        }
    }

    void print() {
        RolloutResource rollout = newest();
        LoadReport load = cluster.load();
        String now = terminal ? line.full(rollout, load) : line.brief(rollout, load);
        if (terminal) {
            // Back to the start of the line, and away with what a longer line left there.
            out.print("\r" + now + "\u001b[K");
            out.flush();
        } else if (!now.equals(last)) {
            out.println(now);
        }
        last = now;
    }

    private @Nullable RolloutResource newest() {
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
