package dev.sluice.cli.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Opened;
import dev.sluice.demo.BareApi;
import dev.sluice.demo.TroubledApi;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A controller that is not ready, waited for by people with few rights. */
final class DeploymentWaiterTest {
    private final BareApi api = new BareApi("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: sluice-controller, namespace: default}
            spec: {replicas: 2, template: {}}
            """);
    private final TroubledApi troubled = new TroubledApi(api.uri());
    private final Cluster cluster = Opened.at(troubled.uri());
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        cluster.close();
        troubled.close();
        api.close();
    }

    /** The replicas of the template before are ready, and those of the new one not made yet. */
    @Test
    void isNotThereBeforeTheClusterHasLookedAtTheNewTemplate() {
        status(Long.MAX_VALUE);
        assertThat(arrival().await(Duration.ZERO)).isTrue();

        status(0);
        assertThat(arrival().await(Duration.ZERO)).isFalse();

        assertThat(told).containsExactly("the cluster has not looked at the new Deployment yet");
    }

    private void status(long observed) {
        api.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("sluice-controller")
                .editStatus(one -> new DeploymentBuilder(one)
                        .withNewStatus()
                        .withObservedGeneration(observed)
                        .withReplicas(2)
                        .withUpdatedReplicas(2)
                        .withAvailableReplicas(2)
                        .endStatus()
                        .build());
    }

    @Test
    void whoMayNotSeePodsWaitsWithout() {
        forbid("/pods");

        assertThat(arrival().await(Duration.ZERO)).isFalse();
        assertThat(told).containsExactly("0 of 2 replicas ready");
    }

    @Test
    void whoMayNotSeeTheDeploymentIsToldWhichRightIsMissing() {
        forbid("/deployments");

        assertThatThrownBy(() -> arrival().await(Duration.ofMinutes(1)))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("you may not get deployments.apps in namespace default;");
    }

    private DeploymentWaiter arrival() {
        return new DeploymentWaiter(cluster, "default", told::add);
    }

    private void forbid(String path) {
        troubled.make(
                request -> request.path().contains(path) ? new TroubledApi.Trouble.Answer(403) : TroubledApi.NONE);
    }
}
