package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.kubernetes.RolloutResource;
import dev.sluice.kubernetes.RolloutStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LocalApiServerTest {
    private static final String ROUTE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: myapp, namespace: shop, annotations: {keep: me}}
            spec:
              unknown: {stays: true}
              hosts: [a, b]
              http: [{route: [{weight: 100}]}]
            """;
    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final LocalApiServer server = new LocalApiServer();
    private final KubernetesClient client = server.client();

    @BeforeEach
    void create() {
        server.create(client, ROUTE);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void jsonPatchChangesOneFieldAndKeepsUnknownOnes() {
        var patched = route().patch(JSON, replaceWeight(30));

        assertThat(patched.<Integer>get("spec", "http", 0, "route", 0, "weight"))
                .isEqualTo(30);
        assertThat(patched.<Boolean>get("spec", "unknown", "stays")).isTrue();
        assertThat(patched.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void jsonPatchWithStaleResourceVersionIsAConflict() {
        String stale = stored().getMetadata().getResourceVersion();
        route().patch(JSON, replaceWeight(30));

        assertFails(
                409,
                () -> route().patch(
                                JSON,
                                "[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"" + stale
                                        + "\"},{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":1}]"));
        assertThat(stored().<Integer>get("spec", "http", 0, "route", 0, "weight"))
                .isEqualTo(30);
    }

    @Test
    void failingTestOperationIsAnsweredAsUnprocessable() {
        assertFails(
                422,
                () -> route().patch(JSON, "[{\"op\":\"test\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":7}]"));
    }

    @Test
    void mergePatchReplacesArrays() {
        var patched = route().patch(MERGE, "{\"spec\":{\"hosts\":[\"c\"],\"unknown\":null}}");

        assertThat(patched.<List<String>>get("spec", "hosts")).containsExactly("c");
        assertThat(patched.<Object>get("spec", "unknown")).isNull();
    }

    @Test
    void updateUnderAStaleResourceVersionIsAConflict() {
        GenericKubernetesResource stale = stored();
        route().patch(JSON, replaceWeight(30));
        stale.getMetadata().getAnnotations().put("keep", "mine");

        assertFails(409, () -> client.resource(stale).update());
    }

    @Test
    void deletionWaitsForTheLastFinalizer() {
        route().patch(MERGE, "{\"metadata\":{\"finalizers\":[\"sluice.dev/cleanup\"]}}");
        route().delete();
        assertThat(stored().getMetadata().getDeletionTimestamp()).isNotEmpty();

        route().patch(JSON, "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]");

        assertThat(route().get()).isNull();
    }

    @Test
    void statusIsASubresourceAndChecksTheResourceVersion() {
        RolloutResource rollout = rollout();
        rollout.setStatus(status("Shifting"));
        RolloutResource saved = client.resource(rollout).updateStatus();
        assertThat(saved.getStatus().state()).isEqualTo("Shifting");
        assertThat(saved.getMetadata().getGeneration()).isEqualTo(1);

        assertFails(409, () -> client.resource(rollout).updateStatus());
        saved.setStatus(status("Promoted"));
        assertThat(client.resource(saved).update().getStatus().state()).isEqualTo("Shifting");
    }

    @Test
    void informerOfAllNamespacesSeesChanges() {
        var weights = new CopyOnWriteArrayList<@Nullable Integer>();
        try (var informer = client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inAnyNamespace()
                .inform()) {
            route().patch(JSON, replaceWeight(30));

            Awaitility.await().until(() -> {
                informer.getStore().list().forEach(o -> weights.add(o.get("spec", "http", 0, "route", 0, "weight")));
                return weights.contains(30);
            });
        }
    }

    @Test
    void leaseIsTakenByOneOfTwo() {
        var lease = new LeaseBuilder()
                .withNewMetadata()
                .withName("sluice")
                .withNamespace("shop")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("a")
                .endSpec()
                .build();
        var first = client.resource(lease).create();
        assertFails(409, () -> client.resource(lease).create());
        client.resource(new LeaseBuilder(first)
                        .editSpec()
                        .withHolderIdentity("b")
                        .endSpec()
                        .build())
                .update();

        first.getSpec().setHolderIdentity("c");
        assertFails(409, () -> client.resource(first).update());
    }

    private RolloutResource rollout() {
        RolloutResource rollout = new RolloutResource();
        rollout.getMetadata().setName("myapp-1");
        rollout.getMetadata().setNamespace("shop");
        return client.resource(rollout).create();
    }

    private static RolloutStatus status(String state) {
        return new RolloutStatus(
                state, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null);
    }

    private Resource<GenericKubernetesResource> route() {
        return client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("shop")
                .withName("myapp");
    }

    private GenericKubernetesResource stored() {
        return route().require();
    }

    private static String replaceWeight(int weight) {
        return "[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":" + weight + "}]";
    }

    private static void assertFails(int code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(code));
    }
}
