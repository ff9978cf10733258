package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.text.CommandOutput;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a release. */
@Command(
        name = "release",
        description = "Releases a Deployment: annotates it with its policy, and the controller does the rest.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {WaitOptions.OK, WaitOptions.FAILED, WaitOptions.USAGE, WaitOptions.REVERTED, WaitOptions.TIMEOUT
        })
final class ReleaseCommand extends ClusterCommand {
    private final Clock clock;

    @Parameters(paramLabel = "deploy/NAME", description = "The Deployment of the new version.")
    private String name = "";

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Default: the one that it was released by before, or the only one of the namespace.")
    private @Nullable String policy;

    @Mixin
    private WaitOptions options = new WaitOptions();

    ReleaseCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    int run(Cluster cluster, CommandOutput output) {
        options.check();
        Deployment deployment = new Deployments(cluster).named(name);
        String chosen = PolicyChoice.of(cluster, deployment, Optional.ofNullable(policy));
        AlreadyReleasedCheck.check(cluster, cluster.find().rollouts(), deployment, chosen);
        return new ReleaseStarter(cluster, clock, output).first(deployment, chosen, options);
    }
}
