package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class IstioConfigWatcherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SERVICE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: %1$s, namespace: shop}
            spec: {hosts: [%1$s], gateways: [gateway], http: [{name: %2$s}]}
            """;

    private final AtomicReference<VirtualServiceRouter> told = new AtomicReference<>(VirtualServiceRouter.EMPTY);

    @Test
    void everyChangeIsTold() {
        try (LocalApiServer server = new LocalApiServer();
                KubernetesClient client = server.client();
                IstioConfigWatcher _ = new IstioConfigWatcher(client, Duration.ofMillis(1), told::set)) {
            server.create(client, SERVICE.formatted("a", "old") + "---\n" + SERVICE.formatted("b", "first"));
            await().atMost(PATIENCE)
                    .until(() -> name("a").equals("old") && name("b").equals("first"));
            VirtualServiceRouter.Route before = route("b").orElseThrow();

            client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                    .inNamespace("shop")
                    .withName("a")
                    .edit(service -> {
                        service.setAdditionalProperty(
                                "spec",
                                Map.of(
                                        "hosts", List.of("a"),
                                        "gateways", List.of("gateway"),
                                        "http", List.of(Map.of("name", "new"))));
                        return service;
                    });

            await().atMost(PATIENCE).until(() -> name("a").equals("new"));
            // What has not changed is not read again: a gateway may carry thousands.
            assertThat(route("b").orElseThrow().http()).isSameAs(before.http());
        }
    }

    private String name(String host) {
        return route(host).map(route -> route.http().path("name").asText()).orElse("");
    }

    private Optional<VirtualServiceRouter.Route> route(String host) {
        return told.get().route(new ProxyRequest("GET", host, "/", Map.of()));
    }
}
