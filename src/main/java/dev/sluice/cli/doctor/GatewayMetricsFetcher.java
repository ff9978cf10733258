package dev.sluice.cli.doctor;

import dev.sluice.evidence.gateway.GatewayMetricsPage;
import dev.sluice.rollout.GatewayEndpoint;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a gateway pod for its counters from wherever this runs: a laptop does not reach pods by their address, so the API server carries the
 * question, by its pod proxy or by a port-forward. An address of this machine is asked directly.
 */
final class GatewayMetricsFetcher {
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int OK = 200;

    private final KubernetesClient client;

    GatewayMetricsFetcher(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What came of asking.
     *
     * @param text the page; empty when nobody could be asked
     * @param trouble why not
     */
    record Page(Optional<String> text, String trouble) {}

    Page read(GatewayEndpoint endpoint) {
        String path = GatewayMetricsPage.uri(endpoint.counters());
        if (near(endpoint.address())) {
            return asked(
                    "http://" + endpoint.address() + ":" + endpoint.counters().port() + path);
        }
        int slash = endpoint.gateway().indexOf('/');
        Optional<Pod> pod = Optional.ofNullable(client.pods()
                .inNamespace(endpoint.gateway().substring(0, slash))
                .withName(endpoint.gateway().substring(slash + 1))
                .get());
        if (pod.isEmpty()) {
            return new Page(Optional.empty(), "pod " + endpoint.gateway() + " is gone");
        }
        Page proxied = proxied(pod.get(), endpoint.counters().port(), path);
        return proxied.text().isPresent()
                ? proxied
                : forwarded(pod.get(), endpoint.counters().port(), path, proxied.trouble());
    }

    private Page proxied(Pod pod, int port, String path) {
        try {
            String text = client.raw("/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                    + pod.getMetadata().getName() + ":" + port + "/proxy" + path);
            return new Page(Optional.ofNullable(text), "the API server's pod proxy found nothing");
        } catch (KubernetesClientException e) {
            return new Page(Optional.empty(), CheckRunner.said(e));
        }
    }

    private Page forwarded(Pod pod, int port, String path, String before) {
        try (LocalPortForward forward = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .portForward(port)) {
            Page page = asked("http://127.0.0.1:" + forward.getLocalPort() + path);
            return page.text().isPresent() ? page : new Page(Optional.empty(), before);
        } catch (IOException | KubernetesClientException e) {
            return new Page(Optional.empty(), before);
        }
    }

    private static Page asked(String uri) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build(), BodyHandlers.ofString());
            return answer.statusCode() == OK
                    ? new Page(Optional.of(answer.body()), "")
                    : new Page(Optional.empty(), "status " + answer.statusCode());
        } catch (IOException e) {
            return new Page(Optional.empty(), CheckRunner.said(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Page(Optional.empty(), "interrupted");
        }
    }

    /** Whether an address is this very machine's; a pod of the same cluster reaches all others too. */
    private static boolean near(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress()
                    || System.getenv("KUBERNETES_SERVICE_HOST") != null;
        } catch (IOException e) {
            return false;
        }
    }
}
