package dev.sluice.cli.cluster;

import dev.sluice.cli.text.CommandOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the user's cluster, in one namespace unless it says otherwise. */
public abstract class ClusterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Override
    public final Integer call() {
        check();
        try (Cluster cluster = options.open(everywhere())) {
            return run(cluster, CommandOutput.of(spec));
        }
    }

    /**
     * Looks whether the options fit together, before anything is asked.
     *
     * @throws picocli.CommandLine.ParameterException or {@link CliException.Usage} when they do not
     */
    protected void check() {}

    /** Whether all namespaces are meant. */
    protected boolean everywhere() {
        return false;
    }

    /** @return the exit code */
    protected abstract int run(Cluster cluster, CommandOutput output);

    /** What picocli knows of it. */
    protected final CommandSpec spec() {
        return spec;
    }

    /** Which cluster and namespace were named. */
    protected final ClusterOptions options() {
        return options;
    }
}
