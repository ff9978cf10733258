package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mesh.CountersOfOne;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever somebody with rights in one namespace writes there, the releases of others begin, converge and end well. */
@ExtendWith(Truth.class)
@Isolated
final class StrangerIT {
    private static final int UNPROCESSABLE = 422;

    /** Ready, with the gateway's labels, and the port of a Service that leads to it: all that a stranger can do to look like one. */
    @Tag("core")
    @Test
    void promotesBesideAPodThatOnlyHasTheGatewaysLabels(Scene tenant, Scene stranger) {
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
    void promotesBesideAStrangersRootOfItsDelegate(Scene stranger, Scene tenant) {
        stranger.name("stranger").apply("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: aaa}
                spec:
                  hosts: ["stolen.test"]
                  gateways: [nowhere]
                  http: [{delegate: {name: myapp, namespace: TENANT}}]
                """.replace("TENANT", tenant.namespace()));
        tenant.name("tenant")
                .app(app -> app.replace("  hosts: [\"${HOST}\"]\n  gateways: [app-gateway]\n", "") + """
                        ---
                        apiVersion: networking.istio.io/v1
                        kind: VirtualService
                        metadata: {name: root}
                        spec:
                          hosts: ["${HOST}"]
                          gateways: [app-gateway]
                          http: [{delegate: {name: myapp}}]
                        """)
                .policy();
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

    @Test
    void promotesBesideAPolicyThatNobodyCanRead(Scene stranger, Scene tenant) {
        stranger.name("stranger");
        try {
            stranger.policy(policy -> policy.replaceAll("hold: 1s", "hold: " + "1s".repeat(9000)));
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(UNPROCESSABLE);
        }
        tenant.watching().note("a stranger's policy has a hold of 18,000 characters");
        tenant.name("tenant").app().policy().release();

        tenant.untilOver("Promoted");

        assertThat(tenant.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(tenant.settled().failed()).isZero();
    }

    /** What is asked of a gateway that counts too much for others finds an app's own requests among the stranger's thousands, and in time. */
    @Test
    void readsAnAppsOwnCountersBesideThousandsOfAStrangersHosts(Scene tenant, Scene stranger) {
        tenant.name("tenant").app();
        stranger.name("stranger");
        RunningPod gateway = tenant.cluster().gateways().getFirst();
        for (int i = 0; i < 16; i++) {
            stranger.apply(foreign(i, 250));
        }
        tenant.until(
                "the gateway knows the stranger's hosts",
                () -> ask(gateway, "filter=cluster_manager.active_clusters")
                        .lines()
                        .filter(line -> line.startsWith("envoy_cluster_manager_active_clusters"))
                        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) > 4_000));
        CountersOfOne counters = new CountersOfOne(tenant.namespace(), "myapp");
        tenant.until("users are counted", () -> counters.answered(ask(gateway, counters.own())) > 100);

        long slowest = 0;
        for (int i = 0; i < 10; i++) {
            long before = counters.answered(ask(gateway, CountersOfOne.everybodys()));
            long begun = System.nanoTime();
            String own = ask(gateway, counters.own());
            slowest = Math.max(slowest, System.nanoTime() - begun);
            long after = counters.answered(ask(gateway, CountersOfOne.everybodys()));

            assertThat(counters.answered(own)).isBetween(before, after);
            assertThat(counters.tellsSent(own)).isTrue();
            assertThat(own.lines().filter(line -> line.contains("foreign-"))).isEmpty();
        }
        tenant.watching().note("asked for its own hosts, the gateway took " + slowest / 1_000_000 + " ms at most");
        assertThat(tenant.settled().failed()).isZero();
    }

    private static String foreign(int batch, int hosts) {
        return IntStream.range(0, hosts)
                .mapToObj(i -> "foreign-" + batch + "-" + i + ".test")
                .collect(Collectors.joining(", ", """
                        apiVersion: networking.istio.io/v1
                        kind: ServiceEntry
                        metadata: {name: foreign-BATCH}
                        spec:
                          ports: [{number: 80, name: http, protocol: HTTP}]
                          resolution: STATIC
                          endpoints: [{address: 127.0.0.1}]
                          hosts: [""".replace("BATCH", Integer.toString(batch)), "]"));
    }

    private static String ask(RunningPod gateway, String query) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://" + gateway.address() + ":15090/stats/prometheus?" + query))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long pretenders(Scene stranger) {
        return stranger.cluster().kubelet().pods(stranger.namespace(), Map.of("istio", "ingressgateway")).stream()
                .filter(RunningPod::ready)
                .count();
    }

    private static String message(Scene scene) {
        return new Person(scene)
                .sees("RolloutPolicy", "myapp")
                .at("/status/message")
                .asText();
    }
}
