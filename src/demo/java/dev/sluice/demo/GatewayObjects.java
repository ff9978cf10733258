package dev.sluice.demo;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** The ingress gateway as the cluster shows it: one pod and its Service. */
final class GatewayObjects {
    private static final String NAMESPACE = "istio-system";
    private static final String NAME = "istio-ingressgateway";
    private static final Map<String, String> LABELS = Map.of("istio", "ingressgateway", "app", NAME);

    private GatewayObjects() {}

    static void create(KubernetesClient client, int port, int countersPort) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(NAME + "-0")
                        .withNamespace(NAMESPACE)
                        .withLabels(LABELS)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("istio-proxy")
                        .addNewPort()
                        .withName("http-envoy-prom")
                        .withContainerPort(countersPort)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .withStatus(PodMaker.status(true, 0, "istio-proxy"))
                        .build())
                .create();
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(NAMESPACE)
                        .withLabels(LABELS)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(LABELS)
                        .addNewPort()
                        .withName("http2")
                        .withPort(80)
                        .withNewTargetPort(port)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }
}
