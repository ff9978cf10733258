package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is tidied away, and what is not though somebody has changed its metadata. */
final class RolloutGarbageCollectorTest {
    private static final String KINDS = "sluice.dev/v1alpha1";

    private final Bench bench = new Bench("""
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec: {routes: [{virtualService: myapp}]}
            """);
    private final RolloutClient rollouts = StoreParts.rollouts(bench.client());
    private final RolloutGarbageCollector garbageCollector =
            new RolloutGarbageCollector(new Asked(bench.client()), rollouts, Bench.alone(bench.client()));
    private final StoredRollout rollout = bench.begin();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void keepsARolloutThatSomebodyTookTheOwnerFrom() {
        edit(raw -> raw.getMetadata().setOwnerReferences(List.of()));

        garbageCollector.pass();

        assertThat(rollouts.get("default", rollout.name()))
                .as("its version would be released again")
                .hasValueSatisfying(kept -> assertThat(kept.deleted()).isFalse());
    }

    @Test
    void deletesARolloutWithoutOwnerOnceItsPolicyIsGone() {
        edit(raw -> raw.getMetadata().setOwnerReferences(List.of()));
        policy(bench.client()).delete();

        garbageCollector.pass();

        assertThat(gone()).isTrue();
    }

    @Test
    void deletesARolloutOfAPolicyThatWasMadeAnew() {
        edit(raw -> raw.getMetadata().getOwnerReferences().forEach(owner -> owner.setUid("another")));

        garbageCollector.pass();

        assertThat(gone()).isTrue();
    }

    private boolean gone() {
        return rollouts.get("default", rollout.name())
                .filter(one -> !one.deleted())
                .isEmpty();
    }

    private void edit(Consumer<GenericKubernetesResource> change) {
        bench.client()
                .genericKubernetesResources(KINDS, "Rollout")
                .inNamespace("default")
                .withName(rollout.name())
                .edit(raw -> {
                    change.accept(raw);
                    return raw;
                });
    }

    private static Resource<GenericKubernetesResource> policy(KubernetesClient client) {
        return client.genericKubernetesResources(KINDS, "RolloutPolicy")
                .inNamespace("default")
                .withName("myapp");
    }

    /** Asks the API server each time, as watches do that never lag behind. */
    private static final class Asked extends InformerCaches {
        private final KubernetesClient client;

        private Asked(KubernetesClient client) {
            super(client);
            this.client = client;
        }

        @Override
        List<StoredPolicy> policies() {
            return client
                    .genericKubernetesResources(KINDS, "RolloutPolicy")
                    .inNamespace("default")
                    .list()
                    .getItems()
                    .stream()
                    .map(PolicyClient::read)
                    .toList();
        }

        @Override
        List<StoredRollout> rollouts() {
            return StoreParts.rollouts(client).all();
        }

        @Override
        List<Deployment> deployments(String namespace) {
            return client.apps().deployments().inNamespace(namespace).list().getItems();
        }
    }
}
