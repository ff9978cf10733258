package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.kubernetes.StoredPolicy;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/** Which policy a Deployment is released by, where that is plain to see. */
final class PolicyChoice {
    private PolicyChoice() {}

    /**
     * Chooses.
     *
     * @throws CliException when there is none, or more than one that could be meant
     */
    static String of(Cluster cluster, Deployment deployment, Optional<String> asked) {
        List<StoredPolicy> policies = cluster.find().policies();
        List<String> names = policies.stream().map(StoredPolicy::name).toList();
        Optional<String> wanted = asked.or(() -> Deployments.policy(deployment));
        if (names.isEmpty()) {
            throw new CliException("there is no RolloutPolicy in namespace " + cluster.home()
                    + "; apply one first (kubectl apply -f), as in policies/myapp.yaml");
        }
        if (wanted.isPresent() && !names.contains(wanted.get())) {
            throw new CliException("there is no RolloutPolicy " + wanted.get() + " in namespace " + cluster.home()
                    + "; there are " + String.join(", ", names));
        }
        if (wanted.isEmpty() && names.size() > 1) {
            throw new CliException(names.size() + " policies are in namespace " + cluster.home()
                    + "; choose one with --policy: " + String.join(", ", names));
        }
        return wanted.orElse(names.getFirst());
    }
}
