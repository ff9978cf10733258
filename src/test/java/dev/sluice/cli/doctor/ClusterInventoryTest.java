package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.kubernetes.PagedApi;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What sluice doctor says where there is more than it reads. */
final class ClusterInventoryTest {
    private static final String SLUICE = "/apis/sluice.dev/v1alpha1/";

    private final PagedApi api = new PagedApi();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void saysNothingWhereAllIsRead() {
        api.list(SLUICE + "rolloutpolicies", "RolloutPolicyList", 600, ClusterInventoryTest::policy);
        api.list(SLUICE + "rollouts", "RolloutList", 0, _ -> "");

        ClusterInventory inventory = ClusterInventory.read(api.client(), Optional.empty());

        assertThat(inventory.cut()).isEmpty();
        assertThat(inventory.subjects()).hasSize(600);
    }

    @Test
    void saysWhatWasCutAndHowToSeeTheRest() {
        api.list(SLUICE + "rolloutpolicies", "RolloutPolicyList", 10_001, ClusterInventoryTest::policy);
        api.list(SLUICE + "rollouts", "RolloutList", 10_001, i -> "{\"metadata\": {\"name\": \"r" + i + "\"}}");

        ClusterInventory inventory = ClusterInventory.read(api.client(), Optional.empty());

        assertThat(inventory.cut())
                .containsExactly(
                        CheckResult.warn(
                                "policies",
                                "more than the 10,000 that are read; the rest was not looked at",
                                "look at one namespace after the other: sluice doctor --namespace NAMESPACE"),
                        CheckResult.warn(
                                "rollouts",
                                "more than the 10,000 that are read; of what the rest has released, or still does, nothing is known here",
                                "look at one namespace after the other: sluice doctor --namespace NAMESPACE"));
    }

    @Test
    void missesNoPolicyThatItMayNotHaveRead() {
        api.list(
                "/apis/apps/v1/deployments",
                "DeploymentList",
                1,
                _ ->
                        "{\"metadata\": {\"name\": \"web\", \"namespace\": \"a\", \"uid\": \"u\", \"annotations\": {\"sluice.dev/rollout\": \"far\"}}}");
        api.list("/api/v1/namespaces/a/events", "EventList", 0, _ -> "");

        assertThat(pending(true))
                .singleElement()
                .satisfies(one -> assertThat(one.what()).contains("names RolloutPolicy far, which does not exist"));
        assertThat(pending(false)).containsExactly(CheckResult.ok("annotated Deployments", "1, nothing in its way"));
    }

    private List<CheckResult> pending(boolean every) {
        return new PendingReleaseCheck(
                        api.client(), ManagedNamespaces.ALL, Optional.empty(), Set.of("a/near"), every, Set.of())
                .look();
    }

    private static String policy(int i) {
        return "{\"metadata\": {\"name\": \"p%d\", \"namespace\": \"a\", \"uid\": \"u%d\"}, \"spec\": {\"routes\": [{\"virtualService\": \"v\"}]}}"
                .formatted(i, i);
    }
}
