package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.RolloutState;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/** A version that was released already is not simply released again: the controller would take no notice. */
final class AlreadyReleasedCheck {
    private AlreadyReleasedCheck() {}

    /**
     * Looks whether a release is news; one that goes on already is, since it is what was asked for.
     *
     * @throws CliException when it is not, with the command that is meant
     */
    static void check(Cluster cluster, List<StoredRollout> rollouts, Deployment deployment, String policy) {
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
