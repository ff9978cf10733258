package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.text.CommandOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the user's cluster, in one namespace. */
abstract class ClusterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Override
    public final Integer call() {
        try (Cluster cluster = options.open()) {
            return run(cluster, CommandOutput.of(spec));
        }
    }

    /** @return the exit code */
    abstract int run(Cluster cluster, CommandOutput output);
}
