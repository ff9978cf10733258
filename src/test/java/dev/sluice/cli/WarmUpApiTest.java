package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Java learns from a controller that finds a release to go on with. */
final class WarmUpApiTest {
    private WarmUpApi api;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        api = new WarmUpApi();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + api.port())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void holdsOneReleaseThatHasBegun() {
        List<GenericKubernetesResource> rollouts = client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inAnyNamespace()
                .list()
                .getItems();

        assertThat(rollouts)
                .singleElement()
                .satisfies(raw -> assertThat(RolloutClient.read(raw).flatMap(StoredRollout::state))
                        .isPresent());
    }

    @Test
    void holdsWhatTheReleaseNames() {
        assertThat(client.apps().deployments().inNamespace("default").list().getItems())
                .hasSize(2);
        assertThat(client.pods()
                        .inNamespace("istio-system")
                        .withName("ingress-1")
                        .get())
                .isNotNull();
        assertThat(client.pods().inNamespace("default").withName("gone").get()).isNull();
    }

    @Test
    void whoWatchesDoesNotWait() throws Exception {
        SharedIndexInformer<GenericKubernetesResource> watched = client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inAnyNamespace()
                .runnableInformer(0);

        watched.start().toCompletableFuture().get(60, TimeUnit.SECONDS);

        assertThat(watched.getStore().list()).hasSize(1);
    }

    @Test
    void keepsWhatIsCreated() {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("one")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();

        assertThat(client.leases().inNamespace("default").withName("one").get()).isNotNull();
    }
}
