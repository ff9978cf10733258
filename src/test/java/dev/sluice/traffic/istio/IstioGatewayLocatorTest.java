package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.ProbeTrust;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which gateway pods users come through, and on which port. */
class IstioGatewayLocatorTest {
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: %s}
            spec: {selector: {istio: edge}, servers: [%s]}
            """;
    private static final String HTTP = "{port: {number: 80, protocol: HTTP}, hosts: ['*']}";
    private static final String HTTPS = "{port: {number: 443, protocol: HTTPS}, hosts: ['*'], tls: {mode: SIMPLE}}";
    private static final ProbeTrust TRUST = new ProbeTrust(new ProbeTlsSpec(null, true));
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: edge, namespace: edge}
            spec: {selector: {istio: edge}, ports: [{port: 443, targetPort: 9443}, {port: 80, targetPort: %s}]}
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: edge, labels: {istio: %s, app: edge}%s}
            spec: {containers: [{name: proxy, ports: [{name: web, containerPort: 8081}]}]}
            status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "%s"}]}
            """;

    private final BareApi api = new BareApi("");
    private GatewayTrust trust = new GatewayTrust(List.of("edge"), List.of(), List.of(), false);

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"8080, 8080", "web, 8081", "80, 80"})
    void asksThePortThatThePodListensOn(String targetPort, int port) {
        gateway("ns", HTTP);
        api.create(SERVICE.formatted(targetPort));
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[gw]");

        assertThat(find())
                .containsExactly(new GatewayEndpoint(
                        "edge/a",
                        "10.0.0.1",
                        port,
                        RouteRef.virtualService("ns", "shop"),
                        "shop.example.com",
                        "/healthz"));
    }

    /** A Gateway may name the port of the pod itself, as Istio reads it. */
    @Test
    void asksThePortThatStandsBehindAService() {
        gateway("ns", HTTP.replace("80", "8080"));
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::port).containsExactly(8080);
    }

    /** Else a Gateway of one's own would lead to whatever else a gateway's pod listens on. */
    @Test
    void asksNoPortThatNoServiceLeadsTo() {
        gateway("ns", HTTP.replace("80", "15000"));
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[gw]");

        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "no Service leads to port 15000 of Gateway gw on edge/a; give it a Service with that port, which selects its pods,"
                                + " in their namespace");
    }

    @Test
    void asksNoPodThatOnlyHasTheLabels() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        stranger("evil", "a", "");
        service("[shop.example.com]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactly("edge/a");
        assertThat(look().ignored())
                .containsExactly(
                        "pod evil/a has the labels of Gateway gw and counts as no gateway: the operator names no gateways in namespace evil;"
                                + " if it is a gateway, let the operator add its namespace to SLUICE_GATEWAYS_NAMESPACES of the controller,"
                                + " else take the labels off it");
    }

    @Test
    void asksNoPodOnTheNodesNetworkUnlessTheOperatorSaysSo() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        stranger("edge", "node", "hostNetwork: true, ");
        service("[shop.example.com]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactly("edge/a");
        trust = new GatewayTrust(List.of("edge"), List.of(), List.of(), true);
        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactlyInAnyOrder("edge/a", "edge/node");
    }

    /** A name may stand there thousands of times, and Gateways may select the same pods. */
    @Test
    void readsEachThingOnceHoweverOftenItIsNamed() {
        gateway("ns", HTTP);
        api.create(GATEWAY.formatted("ns", HTTP).replace("name: gw", "name: other"));
        exposed();
        pod("a", "edge", "", "True");
        pod("b", "edge", "", "True");
        service("[shop.example.com]", "[gw, ns/gw, other" + ", gw".repeat(90) + "]");
        AtomicInteger requests = new AtomicInteger();

        try (TroubledApi counting = new TroubledApi(api.uri());
                var client = counting.client()) {
            counting.make(_ -> {
                requests.incrementAndGet();
                return TroubledApi.NONE;
            });
            assertThat(MeshParts.gateways(client, trust).find(target("/healthz")))
                    .extracting(GatewayEndpoint::gateway)
                    .containsExactly("edge/a", "edge/b");
        }

        assertThat(requests).hasValueLessThan(8);
    }

    @Test
    void endsALookThatTakesTooLong() {
        gateway("ns", HTTP);
        service("[shop.example.com]", "[gw]");

        assertThatThrownBy(() -> MeshParts.gateways(api.client(), trust).look(target("/healthz"), Duration.ZERO, true))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("took too long");
    }

    /** What a team's own pods serve is nothing to others' Gateways. */
    @Test
    void asksPodsBesideTheirOwnGatewayWhereTheOperatorSaysSo() {
        trust = new GatewayTrust(List.of(), List.of("edge"), List.of(), false);
        gateway("edge", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[edge/gw]");

        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactly("edge/a");
        gateway("ns", HTTP);
        api.client()
                .genericKubernetesResources(IstioResourceClient.VIRTUAL_SERVICE)
                .inNamespace("ns")
                .delete();
        service("[shop.example.com]", "[gw]");
        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("Gateway gw selects only pods that count as no gateways")
                .hasMessageEndingWith(
                        "let the operator add its namespace to SLUICE_GATEWAYS_NAMESPACES of the controller, else take the"
                                + " labels off it");
    }

    @Test
    void keepsPodsOfOneNameApart() {
        trust = new GatewayTrust(List.of("edge", "inner"), List.of(), List.of(), false);
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        api.create(SERVICE.formatted("8080").replace("namespace: edge", "namespace: inner"));
        stranger("inner", "a", "");
        service("[shop.example.com]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactlyInAnyOrder("edge/a", "inner/a");
    }

    @Test
    void asksEveryReadyPodThatTheGatewaySelects() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        pod("b", "edge", "", "True");
        pod("starting", "edge", "", "False");
        pod("leaving", "edge", ", finalizers: [example.com/wait]", "True");
        api.client().pods().inNamespace("edge").withName("leaving").delete();
        pod("another", "inner", "", "True");
        service("[shop.example.com]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactlyInAnyOrder("edge/a", "edge/b");
    }

    @Test
    void readsCountersFromEnvoysOwnPort() {
        countersOf("[{name: http-envoy-prom, containerPort: 15190}]", "{prometheus.io/port: '15020'}");

        assertThat(find())
                .extracting(GatewayEndpoint::counters)
                .containsExactly(new GatewayEndpoint.Counters(15190, "/stats/prometheus"));
    }

    @Test
    void readsCountersWhereAnAnnotationSays() {
        countersOf("[]", "{prometheus.io/port: '15020', prometheus.io/path: /metrics}");

        assertThat(find())
                .extracting(GatewayEndpoint::counters)
                .containsExactly(new GatewayEndpoint.Counters(15020, "/metrics"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{prometheus.io/port: http}"})
    void readsCountersFromIstiosPortWhenThePodSaysNothing(String annotations) {
        countersOf("[]", annotations);

        assertThat(find()).extracting(GatewayEndpoint::counters).containsExactly(GatewayEndpoint.Counters.USUAL);
    }

    @ParameterizedTest
    @CsvSource({"'*', shop.ns", "'*.example.com', sluice.example.com", "shop.example.com, shop.example.com"})
    void asksForAHostThatTheVirtualServiceTakes(String host, String asked) {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        service("['" + host + "']", "[gw, mesh]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly(asked);
    }

    /** Istio serves what a VirtualService and a server have in common, whichever is the wider one. */
    @ParameterizedTest
    @CsvSource({
        "'*', shop.example.com, shop.example.com",
        "'*.example.com', shop.example.com, shop.example.com",
        "'*.example.com', '*.shop.example.com', sluice.shop.example.com",
        "'*', '*.example.com', sluice.example.com",
        "'*.example.com', ns/*, sluice.example.com"
    })
    void asksForAHostThatBothTake(String host, String server, String asked) {
        gateway("ns", "{port: {number: 80, protocol: HTTP}, hosts: ['" + server + "']}");
        exposed();
        pod("a", "edge", "", "True");
        service("['" + host + "']", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly(asked);
    }

    /** No user comes by it to the routes that are moved, and no probe would. */
    @Test
    void asksNoGatewayThatCarriesOtherRoutesAlone() {
        gateway("ns", HTTP);
        api.create(GATEWAY.formatted("ns", "{port: {number: 80, protocol: HTTP}, hosts: ['*']}")
                .replace("name: gw", "name: inside")
                .replace("istio: edge", "istio: inside"));
        exposed();
        pod("a", "edge", "", "True");
        pod("b", "inside", "", "True");
        api.create("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: shop, namespace: ns}
                spec:
                  hosts: [shop.example.com]
                  gateways: [gw, inside]
                  http:
                    - {match: [{gateways: [inside], uri: {prefix: /admin}}], route: [{destination: {host: admin}}]}
                    - {match: [{gateways: [gw]}], route: [{destination: {host: shop, subset: v1}}]}
                """);

        assertThat(find()).extracting(GatewayEndpoint::gateway).containsExactly("edge/a");
    }

    /** A public and an internal gateway seldom serve the same host. */
    @Test
    void asksAGatewayForTheFirstHostThatItServes() {
        gateway("ns", "{port: {number: 80, protocol: HTTP}, hosts: ['*.corp']}");
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com, shop.corp]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly("shop.corp");
    }

    /** Istio reads a name without a dot as that of a Service, under which a gateway knows it; users seldom ask for that. */
    @Test
    void asksForThePublicHostThoughAServiceIsNamedFirst() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        service("[shop, shop.example.com]", "[mesh, gw]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly("shop.example.com");
    }

    @Test
    void asksForAServiceByItsWholeName() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        service("[shop]", "[gw]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly("shop.ns.svc.cluster.local");
    }

    @Test
    void findsAGatewayOfAnotherNamespace() {
        gateway("edge", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[edge/gw]");

        assertThat(find()).hasSize(1);
    }

    @Test
    void comesThroughEveryRootOfADelegate() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        root("ns", "public", "ns/gw");
        root("ns", "corp", "ns/gw");
        root("ns", "inside", "mesh");
        service("[]", "[]");

        assertThat(find())
                .extracting(GatewayEndpoint::host)
                .containsExactlyInAnyOrder("public.example.com", "corp.example.com");
        assertThat(find()).extracting(GatewayEndpoint::route).containsOnly(RouteRef.virtualService("ns", "shop"));
    }

    /** Neither does it capture the release, nor keep it from beginning. */
    @Test
    void leavesAStrangersRootAlone() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        root("another", "aaa", "nowhere");
        root("ns", "root", "gw");
        service("[]", "[]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly("root.example.com");
        assertThat(look().ignored())
                .containsExactly(
                        "VirtualService another/aaa delegates to shop and does not count: it is of another namespace, where anybody may write"
                                + " one; if it is to count, name namespace another in spec.exportTo of VirtualService shop, or let the"
                                + " operator add it to SLUICE_GATEWAYS_ROOT_NAMESPACES of the controller");
    }

    /** Anybody may write thousands; those that count are found behind them. */
    @Test
    void knowsSomeStrangersAloneAndAllThatCount() {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        for (int i = 0; i < Delegation.STRANGERS + 5; i++) {
            root("another", "a" + i, "nowhere");
        }
        root("ns", "root", "gw");
        service("[]", "[]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly("root.example.com");
        assertThat(look().ignored()).hasSize(Delegation.STRANGERS);
    }

    @Test
    void asksForAWordWhereAllRootsAreStrangers() {
        gateway("ns", HTTP);
        root("front", "root", "ns/gw");
        service("[]", "[]");

        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(
                        "VirtualService shop has no hosts, and those that delegate to it are of other namespaces (front/root), where anybody"
                                + " may write one; name namespace front in spec.exportTo of VirtualService shop, or let the operator add it to"
                                + " SLUICE_GATEWAYS_ROOT_NAMESPACES of the controller");
    }

    @ParameterizedTest
    @CsvSource({"'[., front]', nowhere", "'[]', front"})
    void comesThroughARootThatSomebodyVouchesFor(String exportTo, String trusted) {
        trust = new GatewayTrust(List.of("edge"), List.of(), List.of(trusted), false);
        gateway("front", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        root("front", "root", "gw");
        service("[], exportTo: " + exportTo, "[]");

        assertThat(find()).extracting(GatewayEndpoint::host).containsExactly("root.example.com");
    }

    /** Istio leaves it out. */
    @Test
    void knowsNoRootToWhichTheDelegateIsNotExported() {
        trust = new GatewayTrust(List.of("edge"), List.of(), List.of("*"), false);
        root("front", "root", "gw");
        service("[], exportTo: [.]", "[]");

        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("no other VirtualService delegates to it");
    }

    @ParameterizedTest
    @CsvSource({
        "'[]', '[]', VirtualService shop has no hosts and no other VirtualService delegates to it; add hosts and gateways",
        "'[a.com]', '[mesh]', VirtualService shop is bound to no gateway; Sluice probes through the ingress: add spec.gateways",
        "'[a.com]', '[]', VirtualService shop is bound to no gateway; Sluice probes through the ingress: add spec.gateways",
        "'[a.com]', '[away]', Gateway away does not exist; apply it or mend spec.gateways"
    })
    void saysWhyItCannotComeIn(String hosts, String names, String message) {
        gateway("ns", HTTP);
        service(hosts, names);

        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{port: {number: 443, protocol: HTTPS}, hosts: ['*']}",
                "{port: {number: 443, protocol: HTTPS}, hosts: ['*'], tls: {mode: PASSTHROUGH}}",
                "{port: {number: 443, protocol: TLS}, hosts: ['*'], tls: {mode: SIMPLE}}",
                "{port: {number: 443, protocol: HTTPS}, hosts: ['b.com'], tls: {mode: SIMPLE}}",
                "{port: {number: 80, protocol: HTTP}, hosts: ['*'], tls: {httpsRedirect: true}}",
                "{port: {number: 80, protocol: HTTP}, hosts: ['b.com', '*.c.com']}"
            })
    void saysThatNoServerTakesTheHost(String server) {
        gateway("ns", server);
        service("[a.com]", "[gw]");

        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith(
                        "Gateway gw has no HTTP server, nor an HTTPS server of tls.mode SIMPLE, for host a.com")
                .hasMessageContaining("spec.health.probe.host of the policy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Where there is a choice, the plain one, unless all that it does is to send people to the other.
                HTTPS + "| 9443 | true",
                HTTPS + ", {port: {number: 80, protocol: HTTP}, hosts: ['*']} | 8080 | false",
                "{port: {number: 80, protocol: HTTP}, hosts: ['*'], tls: {httpsRedirect: true}}, " + HTTPS
                        + "| 9443 | true",
                "{port: {number: 80, protocol: HTTP}, hosts: ['b.com']}, " + HTTPS + "| 9443 | true",
                "{port: {number: 9443, protocol: HTTPS}, hosts: ['*'], tls: {mode: OPTIONAL_MUTUAL}} | 9443 | true"
            })
    void comesInByTlsWhereThereIsNoPlainServer(String servers, int port, boolean tls) {
        gateway("ns", servers);
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[gw]");

        GatewayEndpoint endpoint = find().getFirst();

        assertThat(endpoint.port()).isEqualTo(port);
        assertThat(endpoint.tls()).isEqualTo(tls ? Optional.of(TRUST) : Optional.empty());
        endpoint.tls()
                .ifPresent(trust ->
                        assertThat(trust).as("worked out once for a rollout").isSameAs(TRUST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MUTUAL", "ISTIO_MUTUAL"})
    void saysThatItHasNoCertificateToShow(String mode) {
        gateway("ns", HTTPS.replace("SIMPLE", mode));
        service("[a.com]", "[gw]");

        assertThatThrownBy(this::find)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith("Gateway gw asks for a client certificate, which probes have none of")
                .hasMessageContaining("spec.health.probe.host of the policy");
    }

    @ParameterizedTest
    @CsvSource({"/own, /own", "'', /of-the-policy"})
    void comesByThePathOfTheRouteElseByThePolicys(String own, String path) {
        gateway("ns", HTTP);
        exposed();
        pod("a", "edge", "", "True");
        service("[shop.example.com]", "[gw]");

        assertThat(find(own)).extracting(GatewayEndpoint::path).containsExactly(path);
    }

    @Test
    void findsNoDoorWhereNoPodIsReady() {
        gateway("ns", HTTP);
        service("[a.com]", "[gw]");

        assertThat(find()).isEmpty();
    }

    private List<GatewayEndpoint> find() {
        return find("/healthz");
    }

    private IstioGatewayLocator gateways() {
        return MeshParts.gateways(api.client(), trust);
    }

    private IstioGatewayLocator.Found look() {
        return gateways().look(target("/healthz"));
    }

    private List<GatewayEndpoint> find(String path) {
        return gateways().find(target(path));
    }

    private static TrafficTarget target(String path) {
        return new TrafficTarget(
                "ns",
                "shop-1",
                "pin",
                "v1",
                "v2",
                "v2",
                List.of(new TrafficTarget.Route(
                        RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", path)),
                new TrafficTarget.Road("/of-the-policy", TRUST));
    }

    @Test
    void asksForNoPodsByWhatIsNoLabel() {
        ObjectNode gateway =
                (ObjectNode) MeshYaml.read("{metadata: {name: web, namespace: ns}, spec: {selector: {'!zz,a!': ''}}}");

        assertThatThrownBy(() -> IstioGatewayLocator.selector(gateway))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessage("spec.selector of Gateway web has what is no label; mend it");
    }

    private void gateway(String namespace, String servers) {
        api.create(GATEWAY.formatted(namespace, servers));
    }

    private void countersOf(String ports, String annotations) {
        gateway("ns", HTTP);
        api.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: edge, labels: {istio: edge}, annotations: %s}
                spec: {containers: [{name: proxy, ports: %s}]}
                status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
                """.formatted(annotations, ports));
        exposed();
        service("[shop.example.com]", "[gw]");
    }

    private void exposed() {
        api.create(SERVICE.formatted("8080"));
    }

    private void stranger(String namespace, String name, String spec) {
        api.create(POD.formatted(name, "edge", "", "True")
                .replace("namespace: edge", "namespace: " + namespace)
                .replace("spec: {", "spec: {" + spec));
    }

    private void root(String namespace, String name, String gateway) {
        api.create("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: %s}
                spec:
                  hosts: [%s.example.com]
                  gateways: [%s]
                  http: [{delegate: {name: other, namespace: ns}}, {delegate: {name: shop, namespace: ns}}]
                """.formatted(name, namespace, name, gateway));
    }

    private void pod(String name, String label, String more, String ready) {
        api.create(POD.formatted(name, label, more, ready));
    }

    private void service(String hosts, String names) {
        api.create("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: shop, namespace: ns}
                spec: {hosts: %s, gateways: %s, http: [{route: [{destination: {host: shop, subset: v1}}]}]}
                """.formatted(hosts, names));
    }
}
