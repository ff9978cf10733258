package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.cluster.RolloutWriter;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Asks for the release of a Deployment, and stays with it when that is wanted. */
final class ReleaseStarter {
    private final Cluster cluster;
    private final Clock clock;
    private final CommandOutput output;

    ReleaseStarter(Cluster cluster, Clock clock, CommandOutput output) {
        this.cluster = cluster;
        this.clock = clock;
        this.output = output;
    }

    /** Releases what the Deployment is now, for the first time. */
    int first(Deployment deployment, String policy, WaitOptions options) {
        return begin(deployment, policy, Map.of(), OptionalInt.empty(), options);
    }

    /**
     * Releases it again.
     *
     * @param replicas how many pods it is scaled to first; empty to leave that as it is
     */
    int again(Deployment deployment, String policy, OptionalInt replicas, WaitOptions options) {
        return begin(
                deployment,
                policy,
                Map.of(PodTemplateHash.ATTEMPT, Long.toString(clock.millis(), Character.MAX_RADIX)),
                replicas,
                options);
    }

    private int begin(
            Deployment deployment, String policy, Map<String, String> more, OptionalInt replicas, WaitOptions options) {
        Map<String, String> annotations = new HashMap<>(more);
        annotations.put(Deployments.ROLLOUT, policy);
        List<StoredRollout> known = cluster.find().rollouts();
        StartBlockers hindrance = StartBlockers.asOf(cluster, deployment, policy);
        Deployment asked = new RolloutWriter(cluster).annotate(deployment, annotations, replicas);
        output.say("Asked for the release of " + name(deployment) + " under policy " + policy + ".");
        ReleaseWaiter wait = new ReleaseWaiter(cluster, clock, output, asked, policy, options, hindrance);
        if (options.wait) {
            return wait.untilOver(known);
        }
        return wait.untilBegun(known);
    }

    /** @throws CliException when one goes on, which this one would only wait for */
    void checkIdle(List<StoredRollout> rollouts, String policy, String verb) {
        rollouts.stream()
                .filter(one -> one.spec().policy().equals(policy))
                .filter(StoredRollout::active)
                .findFirst()
                .ifPresent(one -> {
                    throw new CliException("cannot " + verb + ": " + one.name() + " goes on; end it first: "
                            + cluster.command("abort", one.name()));
                });
    }

    static String name(Deployment deployment) {
        return "Deployment " + deployment.getMetadata().getName();
    }
}
