package dev.sluice.cli.doctor;

import dev.sluice.cli.cluster.ObjectPages;
import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.PolicyStatus;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The policies and Rollouts that are looked at.
 *
 * @param namespace whose; empty for those of all
 * @param policies the policies
 * @param releases what is asked of the Rollouts
 */
record ClusterInventory(Optional<String> namespace, ObjectPages<StoredPolicy> policies, ObjectPages<Release> releases) {
    /**
     * A Rollout.
     *
     * @param policy namespace and name of its policy
     * @param active whether it goes on
     * @param deployments the uid of each Deployment that was green or blue in it
     */
    record Release(String policy, boolean active, Set<String> deployments) {
        private static Release of(StoredRollout rollout) {
            return new Release(
                    rollout.namespace() + "/" + rollout.spec().policy(),
                    rollout.active(),
                    Stream.of(rollout.spec().green(), rollout.spec().blue())
                            .flatMap(version -> Stream.ofNullable(version.uid()))
                            .collect(Collectors.toSet()));
        }
    }

    /** Reads them: of one namespace, or of all. */
    static ClusterInventory read(KubernetesClient client, Optional<String> namespace) {
        return new ClusterInventory(
                namespace,
                ObjectPages.of(
                        client,
                        client.genericKubernetesResources(CrdContexts.POLICY),
                        namespace,
                        raw -> Optional.of(PolicyClient.read(raw))),
                ObjectPages.of(
                        client,
                        client.genericKubernetesResources(CrdContexts.ROLLOUT),
                        namespace,
                        raw -> RolloutClient.read(raw).map(Release::of)));
    }

    /** What is said where not all was read. */
    List<CheckResult> cut() {
        return Stream.of(
                        cut("policies", policies, "the rest was not looked at"),
                        cut(
                                "rollouts",
                                releases,
                                "of what the rest has released, or still does, nothing is known here"))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<CheckResult> cut(String check, ObjectPages<?> read, String then) {
        return read.all()
                ? Optional.empty()
                : Optional.of(CheckResult.warn(
                        check,
                        String.format(Locale.ROOT, "more than the %,d that are read; %s", ObjectPages.MOST, then),
                        namespace.isPresent()
                                ? "delete those that nobody needs"
                                : "look at one namespace after the other: sluice doctor --namespace NAMESPACE"));
    }

    List<PolicyUnderTest> subjects() {
        Set<String> busy = releases.items().stream()
                .filter(Release::active)
                .map(Release::policy)
                .collect(Collectors.toSet());
        return policies.items().stream()
                .map(policy -> subject(policy, busy.contains(policy.namespace() + "/" + policy.name())))
                .toList();
    }

    Set<String> names() {
        return policies.items().stream()
                .map(policy -> policy.namespace() + "/" + policy.name())
                .collect(Collectors.toSet());
    }

    /** The uid of each Deployment that was green or blue in some Rollout. */
    Set<String> released() {
        return releases.items().stream()
                .flatMap(release -> release.deployments().stream())
                .collect(Collectors.toSet());
    }

    private static PolicyUnderTest subject(StoredPolicy policy, boolean busy) {
        return new PolicyUnderTest(
                policy.namespace(),
                policy.name(),
                policy.spec(),
                policy.problem(),
                policy.status().flatMap(status -> Optional.ofNullable(status.ready())),
                policy.status().map(PolicyStatus::message).orElse(""),
                busy);
    }
}
