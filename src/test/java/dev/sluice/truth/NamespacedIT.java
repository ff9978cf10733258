package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.truth.Audit.Request;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Sluice with Roles in some namespaces, and no right in any other. */
@ExtendWith(Truth.class)
@Isolated
final class NamespacedIT {
    private static final String GATEWAYS = "istio-system";

    /** Questions about people, which are asked in no namespace. */
    private static final Set<String> REVIEWS = Set.of("tokenreviews", "subjectaccessreviews");

    @Test
    void releasesWhereItIsLetInAndLeavesOthersAlone(TruthScene tenant, TruthScene other) {
        TruthCluster cluster = tenant.cluster();
        String here = tenant.namespace();
        other.name("other").apply(Texts.resource("app.yaml"));
        try {
            cluster.apply(GATEWAYS, gateway(tenant));
            tenant.name("tenant")
                    .app(app -> app.replace("[\"${HOST}\", \"*.${HOST}\"]", "[\"unused.${HOST}\"]")
                            .replace("[app-gateway]", "[" + GATEWAYS + "/" + here + "]"));
            install(cluster, " --with dashboard --namespaces " + here + " --gateway-namespaces " + GATEWAYS);
            Instant narrowed = Instant.now();
            assertThat(bindingsOfTheCluster(cluster)).isZero();

            other.policy().release();
            tenant.policy().release();

            tenant.untilOver("Promoted");
            assertThat(tenant.watching().steps()).containsExactly(0, 10, 25, 50, 100);
            assertThat(tenant.settled().failed()).isZero();
            assertThat(other.watching().rollouts()).isEmpty();
            assertThat(new Person(other).sees("RolloutPolicy", "myapp").has("status"))
                    .isFalse();
            cluster.shell("told=$(bin/sluice doctor | tr -s ' \\n' ' '); echo \"$told\" | grep -q 'policy "
                    + other.namespace() + "/myapp fail is in namespace' || { echo \"$told\"; exit 1; }");
            shows(tenant);
            new Person(tenant).deletesAlone("RolloutPolicy", "myapp");
            tenant.until(
                    "the Rollout that the policy left is gone",
                    () -> tenant.watching().rollouts().isEmpty());
            assertThat(since(cluster, narrowed)).isNotEmpty().allSatisfy(request -> {
                assertThat(request.allowed()).isTrue();
                assertThat(request.namespace()).isIn(here, GATEWAYS, TruthCluster.SYSTEM);
                assertThat(request.namespace().equals(GATEWAYS) && request.writes())
                        .isFalse();
            });
        } finally {
            cluster.client()
                    .genericKubernetesResources("networking.istio.io/v1", "Gateway")
                    .inNamespace(GATEWAYS)
                    .withName(here)
                    .delete();
            install(cluster, "");
            Components.installed(cluster, "dashboard").close();
        }
        assertThat(bindingsOfTheCluster(cluster)).isEqualTo(1);
        assertThat(cluster.client()
                        .rbac()
                        .roles()
                        .inNamespace(GATEWAYS)
                        .withName("sluice-gateways")
                        .get())
                .isNull();
    }

    /** The dashboard, whose Role lets it look there. */
    private static void shows(TruthScene tenant) {
        String rollout = new Person(tenant).rollout();
        Dashboard dashboard = Dashboard.installed(tenant.cluster());
        String alice = dashboard.person(tenant.namespace(), "alice");
        dashboard.grant(tenant.namespace(), "alice", "sluice-viewer");
        tenant.until(
                "alice sees the release",
                () -> dashboard.get(alice, "/api/v1/rollouts").body().contains(rollout));
    }

    private static String gateway(TruthScene tenant) {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: %s}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["%s"]}]
                """.formatted(tenant.namespace(), tenant.host());
    }

    /** The suite has installed by kubectl, whose fields these are. */
    private static void install(TruthCluster cluster, String options) {
        cluster.shell("bin/sluice install --yes --force-conflicts --timeout 100s" + options);
    }

    private static List<Request> since(TruthCluster cluster, Instant when) {
        return new Audit(cluster.tools())
                .requests().stream()
                        .filter(request -> request.at().isAfter(when) && !REVIEWS.contains(request.resource()))
                        .toList();
    }

    private static long bindingsOfTheCluster(TruthCluster cluster) {
        return cluster.client().rbac().clusterRoleBindings().list().getItems().stream()
                .filter(binding -> binding.getMetadata().getName().equals("sluice-controller"))
                .count();
    }
}
