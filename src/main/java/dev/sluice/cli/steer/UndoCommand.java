package dev.sluice.cli.steer;

import dev.sluice.api.CapacityRule;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.RolloutSpec;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes back after a promotion. */
@Command(
        name = "undo",
        description =
                "Goes back after a promotion: releases the version before, step by step as its policy says. It is scaled up"
                        + " first when it has fewer pods.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {WaitOptions.OK, WaitOptions.FAILED, WaitOptions.USAGE, WaitOptions.REVERTED, WaitOptions.TIMEOUT
        })
final class UndoCommand extends ClusterCommand {
    private final Clock clock;

    @Mixin
    private RolloutArgument.OfApp rollout = new RolloutArgument.OfApp();

    @Mixin
    private WaitOptions options = new WaitOptions();

    UndoCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void check() {
        options.check();
    }

    @Override
    protected int run(Cluster cluster, CommandOutput output) {
        List<StoredRollout> history = rollout.history(cluster);
        ReleaseStarter release = new ReleaseStarter(cluster, clock, output);
        history.stream()
                .map(one -> one.spec().policy())
                .distinct()
                .forEach(policy -> release.checkIdle(history, policy, "undo"));
        StoredRollout last = promoted(history);
        Deployment before = before(cluster, last);
        OptionalInt replicas = missing(cluster, before, last.spec());
        output.say("Going back from " + last.spec().green().subset() + " to "
                + last.spec().blue().subset() + ", as it was before " + last.name()
                + (replicas.isPresent() ? "; scaled up to " + replicas.getAsInt() + " first" : "") + ".");
        return release.again(before, last.spec().policy(), replicas, options);
    }

    private static StoredRollout promoted(List<StoredRollout> history) {
        return history.stream()
                .filter(one -> one.state()
                        .filter(state ->
                                state instanceof RolloutState.Finished over && over.outcome() == Outcome.Promoted)
                        .isPresent())
                .max(StoredRollout.BY_AGE)
                .orElseThrow(() -> new CliException("nothing was promoted yet, so there is nothing to undo"));
    }

    private static Deployment before(Cluster cluster, StoredRollout last) {
        VersionSpec blue = last.spec().blue();
        if (blue.deployment() == null) {
            throw new CliException("no Deployment was known for " + blue.subset() + " when " + last.name()
                    + " began; release the one that you mean: " + cluster.command("release", "deploy/NAME"));
        }
        Deployment before = new Deployments(cluster).named(blue.deployment());
        if (!blue.sameTemplate(before)) {
            throw new CliException(
                    "Deployment " + blue.deployment() + " has changed since it served before " + last.name()
                            + "; release what it is now: " + cluster.command("release", "deploy/" + blue.deployment()));
        }
        return before;
    }

    /** As many pods as green has, when the version before has none, or fewer than the way back would wait for. */
    private static OptionalInt missing(Cluster cluster, Deployment before, RolloutSpec last) {
        int pods = Objects.requireNonNullElse(before.getSpec().getReplicas(), 1);
        int wanted = new Deployments(cluster)
                .find(String.valueOf(last.green().deployment()))
                .map(found -> found.getSpec().getReplicas())
                .filter(count -> count > 0)
                .orElse(1);
        boolean few = pods == 0 || (pods < wanted && last.plan().capacity().rule() != CapacityRule.Ignore);
        return few ? OptionalInt.of(wanted) : OptionalInt.empty();
    }
}
