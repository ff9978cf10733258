package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.RouteRef;
import dev.sluice.local.BareApi;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficTarget;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of the objects that are watched, and that nothing is written with it. */
class WatchedObjectsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String OBJECTS = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: shop
              namespace: ns
              labels: {mine: too}
              annotations: {mine: too, kubectl.kubernetes.io/last-applied-configuration: '{}'}
              managedFields: [{manager: kubectl, operation: Update}]
            spec:
              hosts: [shop]
              http: [{route: [{destination: {host: shop, subset: v1}}]}]
            status: {validationMessages: [{code: a}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop, namespace: ns, annotations: {mine: too}}
            spec: {selector: {app: shop}, ports: [{port: 80}]}
            """;

    private final BareApi api = new BareApi(OBJECTS);
    private final WatchedObjects objects = MeshParts.objects(api.client());

    @BeforeEach
    void watch() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("ns"));
    }

    @AfterEach
    void close() {
        objects.stop();
        api.close();
    }

    @Test
    void wouldTellOfChangesAsLongAsItWatches() {
        await().until(() -> objects.live("ns"));

        objects.stop();

        await().until(() -> !objects.live("ns"));
    }

    @Test
    void keepsTheSpecAndTheNameAlone() {
        ObjectNode kept = objects.virtualService("ns", "shop").orElseThrow();

        assertThat(kept.fieldNames()).toIterable().containsExactlyInAnyOrder("metadata", "spec");
        assertThat(kept.path("metadata").fieldNames())
                .toIterable()
                .isSubsetOf("namespace", "name", "creationTimestamp", "resourceVersion");
        assertThat(kept.at("/spec/hosts/0").asText()).isEqualTo("shop");
        assertThat(objects.selector("ns", "shop"))
                .hasValueSatisfying(it -> assertThat(it).containsEntry("app", "shop"));
    }

    @Test
    void keepsOfAServiceWhatItSelectsAndItsPorts() {
        assertThat(objects.services("ns").orElseThrow())
                .extracting(one -> one.path("spec"))
                .containsExactly(MeshYaml.read("{selector: {app: shop}, ports: [{port: 80}]}"));
    }

    @Test
    void theWatchItselfKeepsNamesAlone() {
        Service whole =
                api.client().services().inNamespace("ns").withName("shop").require();
        var store = ObjectStore.names(Service::new);

        store.put("ns/shop", whole);

        assertThat(store.get("ns/shop").getSpec()).isNull();
        assertThat(store.get("ns/shop").getMetadata().getAnnotations()).isEmpty();
        assertThat(store.get("ns/shop").getMetadata().getResourceVersion())
                .isEqualTo(whole.getMetadata().getResourceVersion());
        assertThat(store.getKey(store.get("ns/shop"))).isEqualTo("ns/shop");
    }

    /** A policy is looked at again when anybody takes its users' requests, or takes them no more. */
    @Test
    void whomAHostIsForIsNewsToAll() {
        String before = objects.mark("ns", List.of("shop"));

        api.create("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: other, namespace: team}
                spec:
                  hosts: [x.example.com, '*.example.org']
                  gateways: [ns/gw]
                  http: [{route: [{destination: {host: other}}]}]
                """);

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(objects.mark("ns", List.of("shop"))).isNotEqualTo(before));
        assertThat(objects.virtualServicesFor(Set.of("x.example.com", "*.example.org", "gone")))
                .singleElement()
                .satisfies(
                        other -> assertThat(other.at("/metadata/name").asText()).isEqualTo("other"));
        assertThat(objects.heads(host -> host.endsWith(".org"), 10)).hasSize(1);
        assertThat(objects.heads(host -> host.endsWith(".net"), 10)).isEmpty();
    }

    @Test
    void forgetsWhatIsDeleted() {
        api.client().services().inNamespace("ns").withName("shop").delete();

        await().untilAsserted(() -> assertThat(objects.selector("ns", "shop")).isEmpty());
    }

    @Test
    void aWriteBeginsWithTheWholeObject() {
        TrafficTarget.Route route =
                new TrafficTarget.Route(RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/");
        TrafficTarget target = new TrafficTarget("ns", "shop-1", "pin", "v1", "v2", "v2", List.of(route));

        MeshParts.mesh(api.client()).apply(target, new DesiredTraffic.Back(Outcome.Aborted));

        GenericKubernetesResource after = api.client()
                .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                .inNamespace("ns")
                .withName("shop")
                .require();
        assertThat(after.<List<?>>get("spec", "http")).hasSizeGreaterThan(1);
        assertThat(after.getMetadata().getAnnotations()).hasSize(2);
        assertThat(after.getMetadata().getLabels()).containsEntry("mine", "too");
        assertThat(after.getMetadata().getManagedFields()).isNotEmpty();
        assertThat(after.<Object>get("status", "validationMessages")).isNotNull();
    }
}
