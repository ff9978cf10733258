package dev.sluice.telemetry;

import dev.sluice.kubernetes.ApiSerialization;
import dev.sluice.kubernetes.ResponseLimit;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.kubernetes.client.KubernetesResources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The application's client of the API server, whose requests are counted and whose answers are bounded. */
final class KubernetesClientProducer {
    /** With the kinds of ours, which Quarkus finds. */
    @Produces
    @Singleton
    @SuppressWarnings({"rawtypes", "unchecked"})
    KubernetesSerialization serialization(@KubernetesResources Class[] kinds) {
        for (Class kind : kinds) {
            ApiSerialization.shared().registerKubernetesResource(kind);
        }
        return ApiSerialization.shared();
    }

    @Produces
    @ApplicationScoped
    KubernetesClient client(KubernetesSerialization serialization, Config config, ApiMetrics metrics) {
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization)
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("sluice-bound", new ResponseLimit())
                        .addOrReplaceInterceptor("sluice-metrics", metrics))
                .build();
    }

    void close(@Disposes KubernetesClient client) {
        client.close();
    }
}
