package dev.sluice.cli.cluster;

import picocli.CommandLine.Option;

/** The same, for commands that also make sense for all namespaces. */
public final class AllNamespacesOption extends ClusterOptions {
    @Option(
            names = {"-A", "--all-namespaces"},
            description = "All namespaces.")
    private boolean all;

    /** Whether all namespaces are meant. */
    public boolean all() {
        return all;
    }

    @Override
    public Cluster open() {
        return open(all);
    }
}
