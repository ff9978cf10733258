package dev.sluice.cli.cluster;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same, for commands that also make sense for all namespaces. */
public final class Everywhere {
    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "All namespaces.")
    private boolean all;

    /** Whether all namespaces are meant. */
    public boolean all() {
        return all;
    }

    /**
     * Opens the cluster.
     *
     * @throws Trouble when there is no kubeconfig, or it does not fit
     */
    public Cluster open() {
        return options.open(all);
    }
}
