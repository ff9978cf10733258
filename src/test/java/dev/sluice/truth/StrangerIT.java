package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever somebody with rights in one namespace writes there, the releases of others begin, converge and end well. */
@ExtendWith(Truth.class)
@Isolated
final class StrangerIT {
    private static final int UNPROCESSABLE = 422;
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: mine}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["${HOST}"]}]
            ---
            """;

    private static final String TESTERS =
            "    - {name: beta, match: [{queryParams: {beta: {exact: '1'}}}], route: [{destination: {host: myapp, subset: v2}}]}\n";

    private static final String HOLD =
            "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/preflight/properties/hold";

    /** Ready, with the gateway's labels, and the port of a Service that leads to it: all that a stranger can do to look like one. */
    @Tag("core")
    @Test
    void promotesBesideAPodThatOnlyHasTheGatewaysLabels(TruthScene tenant, TruthScene stranger) {
        tenant.name("tenant").app().policy();
        stranger.name("stranger").apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: pretender}
                spec: {selector: {istio: ingressgateway}, ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: pretender}
                spec:
                  replicas: 2
                  selector: {matchLabels: {istio: ingressgateway}}
                  template:
                    metadata: {labels: {istio: ingressgateway}}
                    spec:
                      containers:
                        - name: app
                          image: truth/app:v1
                          ports: [{containerPort: 8080}]
                          readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 1, failureThreshold: 1}
                """);
        tenant.until("the pretenders are ready", () -> pretenders(stranger) == 2);
        tenant.watching().note("pods of a stranger have the gateway's labels");

        tenant.release();

        tenant.untilOver("Promoted");
        assertThat(tenant.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(tenant.watching().journal()).doesNotContain("HoldRestarted");
        tenant.until(
                "the policy names the stranger",
                () -> message(tenant)
                        .contains("pods of namespace " + stranger.namespace() + " have the labels of Gateway"));
        assertThat(tenant.settled().failed()).isZero();
    }

    /** In the cluster's list it comes first; and it would lead to a gateway that does not exist. */
    @Test
    void promotesBesideAStrangersRootOfItsDelegate(TruthScene stranger, TruthScene tenant) {
        stranger.name("stranger").apply("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: aaa}
                spec:
                  hosts: ["stolen.test"]
                  gateways: [nowhere]
                  http: [{delegate: {name: myapp, namespace: TENANT}}]
                """.replace("TENANT", tenant.namespace()));
        tenant.name("tenant").app(StrangerIT::delegated).policy();
        tenant.until(
                "the policy names the stranger",
                () -> message(tenant)
                        .startsWith(
                                "ready; VirtualService myapp is delegated to by " + stranger.namespace() + "/aaa too"));

        tenant.release();

        tenant.untilOver("Promoted");
        assertThat(tenant.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(tenant.settled().failed()).isZero();
    }

    /** Istio takes the name for the Service for which it stands, and lets each of these requests fail. */
    @Test
    void promotesBesideAStrangersRouteByAnotherNameOfItsService(TruthScene tenant, TruthScene stranger) {
        tenant.name("tenant").app();
        stranger.name("stranger").apply(GATEWAY + """
                apiVersion: v1
                kind: Service
                metadata: {name: alias}
                spec: {type: ExternalName, externalName: myapp.TENANT.svc.cluster.local, ports: [{name: http, port: 80}]}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: alias}
                spec:
                  hosts: ["${HOST}"]
                  gateways: [mine]
                  http:
                    - timeout: 1ms
                      retries: {attempts: 0}
                      route: [{destination: {host: alias, subset: v2, port: {number: 80}}}]
                """.replace("TENANT", tenant.namespace()));
        sendsToGreen(stranger, "/");

        tenant.policy(policy -> From.TEN.holding(policy, "5s")).release();

        tenant.untilOver("Promoted");
        assertThat(tenant.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        namesTheStranger(tenant, stranger, "alias");
    }

    /** Istio puts the root's time-out on the tenant's own routes, that of the testers included, where all that fails would be green's. */
    @Test
    void promotesBesideAStrangersRootWithATimeoutOfItsOwn(TruthScene tenant, TruthScene stranger) {
        tenant.name("tenant")
                .app(app -> delegated(app).replace("  http:\n    - route:", "  http:\n" + TESTERS + "    - route:"));
        stranger.name("stranger").apply(GATEWAY + """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: aaa}
                spec:
                  hosts: ["${HOST}"]
                  gateways: [mine]
                  http: [{timeout: 1ms, retries: {attempts: 0}, delegate: {name: myapp, namespace: TENANT}}]
                """.replace("TENANT", tenant.namespace()));
        sendsToGreen(stranger, "/?beta=1");

        tenant.policy(policy -> From.TEN.holding(policy, "5s")).release();

        tenant.untilOver("Promoted");
        namesTheStranger(tenant, stranger, "aaa");
    }

    /** Today's kind takes no such policy; one that was written before it had the bound stays as it is, and reaches the controller. */
    @Test
    void promotesBesideAPolicyThatNobodyCanRead(TruthScene stranger, TruthScene tenant) {
        stranger.name("stranger");
        try {
            stranger.cluster()
                    .kubectl("patch", "crd", "rolloutpolicies.sluice.dev", "--type=json", "--patch", """
                    [{"op": "remove", "path": "HOLD/maxLength"}, {"op": "remove", "path": "HOLD/pattern"}]
                    """.replace(
                                    "HOLD", HOLD));
            stranger.until("the API server takes it", () -> takes(stranger, "hold: " + "1s".repeat(9000)));
            tenant.watching().note("a stranger's policy has a hold of 18,000 characters");
            tenant.until(
                    "the policy says what is wrong with it",
                    () -> message(stranger).contains("18000 characters, not a duration"));
            tenant.name("tenant").app().policy().release();

            tenant.untilOver("Promoted");
        } finally {
            stranger.cluster().install();
        }
        assertThat(tenant.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(tenant.settled().failed()).isZero();
    }

    /** The app's VirtualService as a delegate of one that takes what comes to the gateway. */
    private static String delegated(String app) {
        return app.replace("  hosts: [\"${HOST}\"]\n  gateways: [app-gateway]\n", "") + """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: root}
                spec:
                  hosts: ["${HOST}"]
                  gateways: [app-gateway]
                  http: [{delegate: {name: myapp}}]
                """;
    }

    private static void sendsToGreen(TruthScene stranger, String path) {
        stranger.users(List.of(stranger.host()), path, 100);
        stranger.until(
                "the tenant's green gets the stranger's requests",
                () -> stranger.users().all().stream()
                        .anyMatch(one -> one.version().equals("v2")));
    }

    private static void namesTheStranger(TruthScene tenant, TruthScene stranger, String virtualService) {
        assertThat(tenant.watching().journal())
                .contains("VirtualService " + stranger.namespace() + "/" + virtualService + " of another namespace");
        assertThat(tenant.settled().failed()).isZero();
        assertThat(stranger.users().failed()).isPositive();
    }

    private static boolean takes(TruthScene scene, String hold) {
        try {
            scene.policy(policy -> policy.replace("hold: 1s", hold));
            return true;
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(UNPROCESSABLE);
            return false;
        }
    }

    private static long pretenders(TruthScene stranger) {
        return stranger.cluster().kubelet().pods(stranger.namespace(), Map.of("istio", "ingressgateway")).stream()
                .filter(RunningPod::ready)
                .count();
    }

    private static String message(TruthScene scene) {
        return new Person(scene)
                .sees("RolloutPolicy", "myapp")
                .at("/status/message")
                .asText();
    }
}
