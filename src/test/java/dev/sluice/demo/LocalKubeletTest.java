package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.demo.TroubledApi.Trouble;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LocalKubeletTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: myapp-v1, namespace: default}
            spec:
              replicas: 2
              selector: {matchLabels: {app: myapp}}
              template:
                metadata: {labels: {app: myapp}}
                spec: {containers: [{name: myapp, image: myapp}]}
            """;

    @Test
    void comesBackToADeploymentWhoseStatusCouldNotBeWritten() {
        AtomicInteger cut = new AtomicInteger();
        try (LocalApiServer server = new LocalApiServer();
                KubernetesClient client = server.client();
                TroubledApi api = new TroubledApi(server.uri());
                KubernetesClient troubled = api.client()) {
            api.make(request -> request.is("PUT", "/deployments/myapp-v1/status") && cut.incrementAndGet() == 1
                    ? new Trouble.Cut()
                    : TroubledApi.NONE);
            try (LocalKubelet _ = new LocalKubelet(troubled, labels -> false)) {
                server.create(client, DEPLOYMENT);
                var stored = client.apps().deployments().inNamespace("default").withName("myapp-v1");
                await().until(() -> ready(stored.require()));
            }
        }
        assertThat(cut).hasValueGreaterThan(1);
    }

    private static boolean ready(Deployment deployment) {
        return deployment.getStatus() != null
                && Integer.valueOf(2).equals(deployment.getStatus().getAvailableReplicas());
    }
}
