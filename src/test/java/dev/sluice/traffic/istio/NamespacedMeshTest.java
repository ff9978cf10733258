package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.local.BareApi;
import dev.sluice.local.ClusterWide;
import dev.sluice.local.TroubledApi;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The mesh, seen by an account with Roles in some namespaces alone. */
final class NamespacedMeshTest {
    private static final GatewayTrust TRUST =
            new GatewayTrust(List.of("istio-system"), List.of(), List.of("platform"), false);
    private static final ManagedNamespaces SOME = TRUST.within(List.of("shop", "pay"));
    private static final String DELEGATE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: shop}
            spec:
              exportTo: [%s]
              http: [{route: [{destination: {host: web, subset: v1}}]}]
            """;
    private static final String ROOT = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: root, namespace: %s}
            spec:
              hosts: [shop.test]
              gateways: [%s]
              http: [{delegate: {name: web, namespace: shop}}]
            """;

    private final BareApi api = new BareApi("");
    private final TroubledApi narrow = new TroubledApi(api.uri());
    private final ClusterWide rights = ClusterWide.but(List.of("shop", "pay"), List.of("istio-system", "platform"));
    private final KubernetesClient client = narrow.client();
    private final IstioResourceClient documents = new IstioResourceClient(client, SOME);

    @AfterEach
    void close() {
        client.close();
        narrow.close();
        api.close();
    }

    @Test
    void findsRootsWhereTheyMayBeAndAsksNowhereElse() {
        narrow.make(rights);
        api.create(DELEGATE.formatted("., platform"));
        api.create(ROOT.formatted("platform", "public"));

        assertThat(ways().roots())
                .extracting(root -> root.at("/metadata/namespace").asText())
                .containsExactly("platform");
        assertThat(rights.refused()).isEmpty();
    }

    /** One namespace of others that cannot be read keeps nobody else from a release. */
    @Test
    void asksNoNamespaceOfOthersThatCannotHoldARoot() {
        narrow.make(ClusterWide.but(List.of("shop"), List.of("istio-system", "platform")));
        api.create(DELEGATE.formatted("'*'"));
        api.create(ROOT.formatted("shop", "public"));

        assertThat(ways().roots()).hasSize(1);
    }

    @Test
    void namesTheNamespaceThatIsNotRead() {
        api.create(DELEGATE.formatted("., elsewhere"));
        api.create(ROOT.formatted("elsewhere", "public"));

        assertThatThrownBy(this::ways)
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("no other VirtualService of the namespaces that Sluice reads")
                .hasMessageContaining("shop, pay, istio-system")
                .hasMessageContaining("; let the operator add elsewhere to SLUICE_GATEWAYS_NAMESPACES")
                .hasMessageContaining("SLUICE_NAMESPACES");
    }

    @Test
    void tellsOfUsersWhoMayComeFromWhereNobodyLooks() {
        api.create(DELEGATE.formatted("., elsewhere"));
        api.create(ROOT.formatted("shop", "public"));

        Delegation ways = ways();

        assertThat(ways.notes("web"))
                .singleElement()
                .asString()
                .contains("VirtualService web is exported to elsewhere, which Sluice does not read");
        assertThat(ways.ignored("web")).singleElement().asString().contains("let the operator add elsewhere to");
    }

    @Test
    void namesTheNamespaceOfAGatewayThatIsNotRead() {
        narrow.make(rights);

        assertThatThrownBy(() -> IstioGatewayLocator.gateway(
                        new FetchedObjects(documents, TRUST, "shop"), "infra/public", "shop"))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageStartingWith(
                        "Gateway infra/public is in namespace infra, which Sluice does not read; let the"
                                + " operator add infra to SLUICE_GATEWAYS_NAMESPACES");
        assertThat(rights.refused()).isEmpty();
    }

    @Test
    void findsPodsWhereGatewaysMayBeAndAsksNowhereElse() {
        narrow.make(rights);
        List.of("istio-system", "shop", "platform").forEach(namespace -> api.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: gateway, namespace: %s, labels: {istio: edge}}
                spec: {containers: [{name: proxy}]}
                """.formatted(namespace)));

        assertThat(documents.pods(Map.of("istio", "edge"), "shop", TRUST))
                .extracting(GatewayPod::namespace)
                .containsExactly("istio-system", "shop");
        assertThat(rights.refused()).isEmpty();
    }

    @Test
    void namespaceThatCannotBeReadKeepsNoOtherWaiting() {
        narrow.make(ClusterWide.but(List.of("shop"), List.of("istio-system", "platform")));
        WatchedObjects objects =
                new WatchedObjects(client, new GatewayPodCache(documents, TRUST, (UntrustedGatewayPods _) -> {}), SOME);
        try {
            api.create(ROOT.formatted("shop", "public"));
            objects.start(_ -> {});

            await().until(() -> objects.synced("shop"));
            assertThat(objects.virtualService("shop", "root")).isPresent();
            assertThat(objects.synced("pay")).isFalse();
            assertThat(objects.running()).isTrue();
        } finally {
            objects.stop();
        }
    }

    private Delegation ways() {
        return Delegation.of(
                documents
                        .get(IstioResourceClient.VIRTUAL_SERVICE, "shop", "web")
                        .orElseThrow(),
                "shop",
                new FetchedObjects(documents, TRUST, "shop"),
                TRUST);
    }
}
