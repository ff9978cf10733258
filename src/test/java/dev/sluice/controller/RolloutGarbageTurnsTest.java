package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.PagedApi;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of Rollouts to be tidied away in one namespace keep no other namespace waiting, nor the policy reconciler. */
final class RolloutGarbageTurnsTest {
    private static final int MANY = RolloutGarbageCollector.EACH + 10;

    private final PagedApi api = new PagedApi();
    private final List<StoredRollout> told = new ArrayList<>();
    private boolean synced = true;
    private final RolloutGarbageCollector garbageCollector = new RolloutGarbageCollector(
            new Told(api.client()), StoreParts.rollouts(api.client()), Bench.alone(api.client()));

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void deletesSomeOfEachNamespaceInOnePassAndOneOfEachAfterTheOther() {
        orphans("crowd", MANY);
        orphans("small", 1);

        garbageCollector.pass();

        assertThat(api.asked()).hasSize(RolloutGarbageCollector.EACH + 1);
        assertThat(api.asked().subList(0, 2)).anyMatch(path -> path.contains("/namespaces/small/"));
    }

    /** The watch still tells of all of them. */
    @Test
    void deletesOthersBeforeItTriesAgain() {
        orphans("crowd", MANY);

        garbageCollector.pass();
        garbageCollector.pass();

        assertThat(new HashSet<>(api.asked())).as("of all that there are").hasSize(MANY);
    }

    @Test
    void deletesNoMoreThanSomeOfAllNamespacesAndGoesOnWhereItWas() {
        int homes = RolloutGarbageCollector.ALL + 10;
        for (int i = 0; i < homes; i++) {
            orphans("home-" + i, 2);
        }

        garbageCollector.pass();
        assertThat(api.asked()).hasSize(RolloutGarbageCollector.ALL);
        garbageCollector.pass();

        Set<String> served = new HashSet<>();
        api.asked().forEach(path -> served.add(path.split("/", -1)[5]));
        assertThat(served).as("namespaces that had a turn").hasSize(homes);
    }

    /** A list that is not complete would make orphans of all Rollouts. */
    @Test
    void deletesNothingBeforeTheWatchesHaveToldOfEverything() {
        orphans("crowd", 1);
        synced = false;
        garbageCollector.tidy();
        assertThat(api.asked()).isEmpty();

        synced = true;
        garbageCollector.tidy();

        assertThat(api.asked()).hasSize(1);
    }

    /** Whose policy is gone. */
    private void orphans(String namespace, int many) {
        for (int i = 0; i < many; i++) {
            String name = "r" + i;
            told.add(StoreParts.rollout(StoreParts.ROLLOUT.replace(
                    "metadata: {name: myapp-1, namespace: default}",
                    "metadata: {name: %s, namespace: %s, uid: %s-%s}".formatted(name, namespace, namespace, name))));
            api.object(
                    "/apis/sluice.dev/v1alpha1/namespaces/" + namespace + "/rollouts/" + name,
                    "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Success\"}");
        }
    }

    /** Has told of these. */
    private final class Told extends InformerCaches {
        private Told(KubernetesClient client) {
            super(client);
        }

        @Override
        boolean synced() {
            return synced;
        }

        @Override
        List<StoredPolicy> policies() {
            return List.of();
        }

        @Override
        List<StoredRollout> rollouts() {
            return List.copyOf(told);
        }

        @Override
        List<Deployment> deployments(String namespace) {
            return List.of();
        }
    }
}
