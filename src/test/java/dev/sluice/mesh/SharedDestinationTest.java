package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.BareApi;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who else sends requests to an app's host, as the watch tells. */
class SharedDestinationTest {
    private static final String OWN = route("ns", "shop", "gateways: [web]", "shop");
    private static final String EVIL =
            route("evil", "timeout", "gateways: [mine]", "shop.ns.svc.cluster.local, subset: v2");
    private static final String COPY = route("evil", "copy", "gateways: [mine]", "own")
            .replace("http: [{", "http: [{mirror: {host: shop.ns.svc.cluster.local}, ");
    private static final String MESH = route("calm", "inside", "gateways: [mesh]", "shop.ns.svc.cluster.local");
    private static final String TRUSTED =
            route("istio-ingress", "root", "gateways: [web]", "shop.ns.svc.cluster.local");
    private static final String ELSEWHERE = route("evil", "alike", "gateways: [mine]", "shop.ns.svc.evil.test");

    private final BareApi api = new BareApi(String.join("---\n", OWN, EVIL, COPY, MESH, TRUSTED, ELSEWHERE));
    private final WatchedObjects objects = MeshParts.objects(api.client());

    @AfterEach
    void close() {
        objects.stop();
        api.close();
    }

    @Test
    void namesThoseOfOtherNamespacesThatNobodyTrusts() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("ns"));

        assertThat(objects.strangersTo(IstioHost.of("shop", "ns"), "ns")).containsExactly("evil/copy", "evil/timeout");
    }

    /** Istio serves it, however large it is. */
    @Test
    void namesOneThatIsTooLargeToBeLookedInto() {
        String hosts = IntStream.rangeClosed(0, ObjectLimits.NAMES)
                .mapToObj(i -> "h" + i + ".test")
                .collect(Collectors.joining(", "));
        api.create(EVIL.replace("timeout.test", hosts).replace("name: timeout", "name: large"));
        objects.start(_ -> {});
        await().until(() -> objects.synced("ns"));

        assertThat(objects.virtualService("evil", "large").flatMap(ObjectLimits::why))
                .isPresent();
        assertThat(objects.strangersTo(IstioHost.of("shop", "ns"), "ns"))
                .containsExactly("evil/copy", "evil/large", "evil/timeout");
    }

    @Test
    void takesOneOfWhichNothingIsKeptForAStrangerToAll() {
        ObjectNode evil = (ObjectNode) MeshYaml.read(EVIL);

        assertThat(Destinations.of(Optional.of(ObjectLimits.crowded(evil))))
                .containsExactly(IstioHost.of("shop.ns.svc.cluster.local", "evil"));
        assertThat(Destinations.of(Optional.of(ObjectLimits.unknown(ObjectLimits.crowded(evil)))))
                .containsExactly(Destinations.ANY);
    }

    private static String route(String namespace, String name, String gateways, String host) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: %s}
                spec:
                  hosts: [%s.test]
                  %s
                  http: [{route: [{destination: {host: %s}}]}]
                """.formatted(name, namespace, name, gateways, host);
    }
}
