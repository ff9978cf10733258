package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.BareApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who else sends requests to an app's host, as the watch tells. */
class SharedDestinationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: mine, namespace: evil}
            spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]}
            """;
    private static final String OWN = route("ns", "shop", "gateways: [web]", "shop");
    private static final String EVIL =
            route("evil", "timeout", "gateways: [mine]", "shop.ns.svc.cluster.local, subset: v2");
    private static final String COPY = route("evil", "copy", "gateways: [mine]", "own")
            .replace("http: [{", "http: [{mirror: {host: shop.ns.svc.cluster.local}, ");
    private static final String MESH = route("calm", "inside", "gateways: [mesh]", "shop.ns.svc.cluster.local");
    private static final String TRUSTED =
            route("istio-ingress", "root", "gateways: [web]", "shop.ns.svc.cluster.local");
    private static final String ELSEWHERE = route("evil", "alike", "gateways: [mine]", "shop.ns.svc.evil.test");
    private static final String DELEGATE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: parts, namespace: ns}
            spec: {http: [{route: [{destination: {host: shop, subset: v2}}]}]}
            """;
    private static final String ROOT = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: root, namespace: evil}
            spec:
              hosts: [evil.test]
              gateways: [mine]
              http: [{timeout: 1ms, delegate: {name: parts, namespace: ns}}]
            """;

    private final BareApi api = new BareApi(GATEWAY);
    private final WatchedObjects objects = MeshParts.objects(api.client());

    @AfterEach
    void close() {
        objects.stop();
        api.close();
    }

    @Test
    void namesThoseOfOtherNamespacesThatNobodyTrusts() {
        watch(OWN, EVIL, COPY, MESH, TRUSTED, ELSEWHERE);

        assertThat(strangers()).containsExactly("evil/copy", "evil/timeout");
    }

    /** Istio serves it, however large it is. */
    @Test
    void namesOneThatIsTooLargeToBeLookedInto() {
        watch(OWN, large(EVIL));

        assertThat(objects.virtualService("evil", "timeout").flatMap(ObjectLimits::why))
                .isPresent();
        assertThat(strangers()).containsExactly("evil/timeout");
    }

    @Test
    void takesOneOfWhichNothingIsKeptForAStrangerToAll() {
        ObjectNode evil = (ObjectNode) MeshYaml.read(EVIL);

        assertThat(Destinations.of(Optional.of(ObjectLimits.crowded(evil))))
                .containsExactly(IstioHost.of("shop.ns.svc.cluster.local", "evil"));
        assertThat(Destinations.of(Optional.of(ObjectLimits.unknown(ObjectLimits.crowded(evil)))))
                .containsExactly(Destinations.ANY);
    }

    /** Istio sends what comes to it to the cluster of the Service whose name it has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.ns.svc.cluster.local",
                "shop.ns.svc.cluster.local.",
                "SHOP.NS.SVC.cluster.local",
                "shop.ns.svc.another.domain",
                "shop.ns.svc"
            })
    void namesOneThatUsesAnotherNameOfTheService(String name) {
        watch(OWN, route("evil", "byname", "gateways: [mine]", "alias"), alias("alias", name));

        assertThat(strangers()).containsExactly("evil/byname");
        assertThat(objects.strangersTo(IstioHost.of("cart", "ns"), "ns")).isEmpty();
    }

    @Test
    void namesOneWhoseServiceBecomesAnotherNameOfTheAppsLater() {
        watch(
                OWN,
                route("evil", "byname", "gateways: [mine]", "alias"),
                alias("alias", "www.example.com").replace("type: ExternalName, ", ""));
        assertThat(strangers()).isEmpty();

        api.client()
                .services()
                .inNamespace("evil")
                .withName("alias")
                .edit(alias -> alias.edit()
                        .editSpec()
                        .withType("ExternalName")
                        .withExternalName("shop.ns.svc.cluster.local")
                        .endSpec()
                        .build());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(strangers()).containsExactly("evil/byname"));
    }

    @Test
    void takesAnotherNameOfAnotherNameForAnyHost() {
        watch(
                OWN,
                route("evil", "byname", "gateways: [mine]", "first"),
                alias("first", "second.evil.svc.cluster.local"),
                alias("second", "www.example.com"));

        assertThat(strangers()).containsExactly("evil/byname");
    }

    /** Of a Service that is not looked into it is still known for which host it stands. */
    @Test
    void knowsForWhichHostACrowdedServiceStands() {
        ObjectNode alias = (ObjectNode) MeshYaml.read(alias("alias", "shop.ns.svc.cluster.local"));

        assertThat(Destinations.of(Optional.of(ObjectLimits.crowded(alias))))
                .containsExactly(IstioHost.of("shop", "ns"));
        assertThat(Destinations.of(Optional.of(ObjectLimits.unknown(alias)))).containsExactly(Destinations.ANY);
    }

    /** Istio gives the routes of a delegate what its root says: a timeout, a fault, another path. */
    @Test
    void namesOneThatDelegatesToTheAppsOwn() {
        watch(
                DELEGATE,
                ROOT,
                large(ROOT).replace("name: root", "name: large"),
                ROOT.replace("namespace: evil", "namespace: istio-system").replace("[mine]", "[evil/mine]"),
                ROOT.replace("namespace: evil", "namespace: ns").replace("[mine]", "[evil/mine]"));

        assertThat(strangers()).containsExactly("evil/large", "evil/root");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"., istio-ingress | the delegate is no delegate there", "evil | its owner vouches for it"})
    void doesNotNameOneWhoseNamespaceTheDelegateSpeaksOf(String to, String why) {
        watch(DELEGATE.replace("spec: {", "spec: {exportTo: [" + quoted(to) + "], "), ROOT);

        assertThat(strangers()).as(why).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateways: [nowhere]                       | no such Gateway",
                "gateways: [mine], exportTo: ['.']         | seen in evil alone",
                "gateways: [mine], exportTo: ['.', other]  | seen where no gateways are",
                "gateways: [mine], exportTo: ['~']         | seen nowhere",
            })
    void doesNotNameOneThatNoGatewayTakes(String which, String why) {
        watch(OWN, route("evil", "timeout", which.replaceFirst("], ", "]\n  "), "shop.ns.svc.cluster.local"));

        assertThat(strangers()).as(why).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateways: [nowhere, mine]",
                "gateways: [mine], exportTo: ['*']",
                "gateways: [evil/mine], exportTo: [istio-system]",
                "gateways: [mine.evil.svc.cluster.local]",
                "gateways: [./mine]",
                "gateways: [gw-istio-autogenerated-k8s-gateway-http]"
            })
    void namesOneThatSomeGatewayMayTake(String which) {
        watch(OWN, route("evil", "timeout", which.replaceFirst("], ", "]\n  "), "shop.ns.svc.cluster.local"));

        assertThat(strangers()).containsExactly("evil/timeout");
    }

    @Test
    void namesOneWhoseGatewayComesLater() {
        watch(OWN, route("evil", "timeout", "gateways: [later]", "shop.ns.svc.cluster.local"));
        assertThat(strangers()).isEmpty();

        api.create(GATEWAY.replace("name: mine", "name: later"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(strangers()).containsExactly("evil/timeout"));
    }

    private void watch(String... yaml) {
        List.of(yaml).forEach(api::create);
        objects.start(_ -> {});
        await().atMost(PATIENCE).until(() -> objects.synced("ns") && objects.live("ns"));
    }

    private List<String> strangers() {
        return objects.strangersTo(IstioHost.of("shop", "ns"), "ns");
    }

    private static String quoted(String names) {
        return "'" + names.replace(", ", "', '") + "'";
    }

    private static String large(String virtualService) {
        String hosts = IntStream.rangeClosed(0, ObjectLimits.NAMES)
                .mapToObj(i -> "h" + i + ".test")
                .collect(Collectors.joining(", "));
        return virtualService.replaceFirst("hosts: \\[[^]]*", "hosts: [" + hosts);
    }

    private static String alias(String name, String host) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: evil}
                spec: {type: ExternalName, externalName: %s, ports: [{name: http, port: 80}]}
                """.formatted(name, host);
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
