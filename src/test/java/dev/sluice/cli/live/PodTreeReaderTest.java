package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import org.junit.jupiter.api.Test;

class PodTreeReaderTest {
    /** Two versions whose selectors match each other's pods, one of them by an expression. */
    private static final String DEPLOYMENTS = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: checkout-v2, namespace: shop}
            spec: {replicas: 1, selector: {matchExpressions: [{key: app, operator: In, values: [shop]}]}, template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: a, image: a}]}}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: checkout-v1, namespace: shop}
            spec: {replicas: 1, selector: {matchLabels: {app: shop}}, template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: a, image: a}]}}}
            """;

    private static final String REPLICA_SETS = """
            ---
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: checkout-v2-7f9c, namespace: shop, labels: {app: shop}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: checkout-v2, uid: %s}]}
            spec: {replicas: 1, selector: {matchLabels: {app: shop}}}
            ---
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: checkout-v1-5d4e, namespace: shop, labels: {app: shop}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: checkout-v1, uid: %s}]}
            spec: {replicas: 1, selector: {matchLabels: {app: shop}}}
            """;

    /** The ReplicaSet of one is not seen yet; another is nobody's. */
    private static final String PODS = """
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: green-1, namespace: shop, labels: {app: shop}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: checkout-v2-7f9c, uid: %s}]}
            spec: {containers: [{name: a, image: a}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: blue-1, namespace: shop, labels: {app: shop}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: checkout-v1-5d4e, uid: %s}]}
            spec: {containers: [{name: a, image: a}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: green-2, namespace: shop, labels: {app: shop}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: checkout-v2-8a8a, uid: unseen}]}
            spec: {containers: [{name: a, image: a}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: stranger, namespace: shop, labels: {app: shop}}
            spec: {containers: [{name: a, image: a}]}
            """;

    @Test
    void eachVersionHasThePodsThatItOwns() {
        try (BareApi api = new BareApi(DEPLOYMENTS)) {
            var apps = api.client().apps();
            api.create(REPLICA_SETS.formatted(
                    apps.deployments()
                            .inNamespace("shop")
                            .withName("checkout-v2")
                            .get()
                            .getMetadata()
                            .getUid(),
                    apps.deployments()
                            .inNamespace("shop")
                            .withName("checkout-v1")
                            .get()
                            .getMetadata()
                            .getUid()));
            api.create(PODS.formatted(
                    apps.replicaSets()
                            .inNamespace("shop")
                            .withName("checkout-v2-7f9c")
                            .get()
                            .getMetadata()
                            .getUid(),
                    apps.replicaSets()
                            .inNamespace("shop")
                            .withName("checkout-v1-5d4e")
                            .get()
                            .getMetadata()
                            .getUid()));

            PodTree pods = new PodTree.Reader(api.client()).of(Acts.holding.rollout(), Acts.NOW);

            assertThat(pods.problem()).isEmpty();
            assertThat(pods.nodes())
                    .map(PodTree.Node::name)
                    .containsExactly(
                            "Deployment checkout-v2",
                            "ReplicaSet checkout-v2-7f9c",
                            "Pod green-1",
                            "Pod green-2",
                            "Deployment checkout-v1",
                            "ReplicaSet checkout-v1-5d4e",
                            "Pod blue-1");
        }
    }
}
