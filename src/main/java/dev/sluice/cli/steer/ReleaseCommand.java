package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.RolloutState;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.List;
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
    protected void check() {
        options.check();
    }

    @Override
    protected int run(Cluster cluster, CommandOutput output) {
        Deployment deployment = new Deployments(cluster).named(name);
        String chosen = new Deployments(cluster).policyOf(deployment, Optional.ofNullable(policy));
        mustBeNews(cluster, cluster.find().rollouts(), deployment, chosen);
        return new ReleaseStarter(cluster, clock, output).first(deployment, chosen, options);
    }

    /**
     * A version that was released already is not simply released again: the controller would take no notice. One that goes on already is what
     * was asked for.
     *
     * @throws CliException with the command that is meant
     */
    private static void mustBeNews(
            Cluster cluster, List<StoredRollout> rollouts, Deployment deployment, String policy) {
        List<StoredRollout> knowing = rollouts.stream()
                .filter(one -> one.spec().policy().equals(policy))
                .filter(one -> one.knows(deployment))
                .sorted(StoredRollout.BY_AGE.reversed())
                .toList();
        Optional<StoredRollout> own =
                knowing.stream().filter(one -> one.greenIs(deployment)).findFirst();
        if (own.filter(one -> !over(one)).isPresent()) {
            return;
        }
        own.or(() -> knowing.stream().findFirst()).ifPresent(before -> {
            throw new CliException(why(cluster, before, deployment));
        });
    }

    /** What is over may still be on its way out of the mesh. */
    private static boolean over(StoredRollout rollout) {
        return rollout.state().filter(RolloutState.Finished.class::isInstance).isPresent();
    }

    private static String why(Cluster cluster, StoredRollout before, Deployment deployment) {
        String name = before.name();
        String state =
                before.status().map(status -> String.valueOf(status.state())).orElse("Starting");
        String asItIs = ReleaseStarter.name(deployment) + ", as it is now, was ";
        if (!before.greenIs(deployment)) {
            return asItIs + "the version before " + name + " (" + state + "); go back to it with: "
                    + (before.active()
                            ? cluster.command("abort", name)
                            : cluster.command("undo", before.spec().policy()));
        }
        return asItIs + "released already by " + name + " (" + state + "); "
                + (state.equals("Promoted")
                        ? "change its pod template to release it again (kubectl rollout restart)"
                        : "release it again with: " + cluster.command("retry", name));
    }
}
