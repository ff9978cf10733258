package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether Istio's kinds are served in the version that Sluice uses: one of each is asked for. */
record IstioKindsCheck(KubernetesClient client) implements CheckRunner.Check {
    private static final Map<String, String> KINDS = new TreeMap<>(
            Map.of("VirtualService", "virtualservices", "DestinationRule", "destinationrules", "Gateway", "gateways"));

    @Override
    public String name() {
        return "Istio kinds";
    }

    @Override
    public List<CheckResult> look() {
        List<String> missing = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        for (var kind : KINDS.entrySet()) {
            switch (ask(kind.getKey(), kind.getValue(), "v1")) {
                case HttpURLConnection.HTTP_NOT_FOUND -> missing.add(kind.getValue());
                case HttpURLConnection.HTTP_FORBIDDEN -> hidden.add(kind.getValue());
                default -> {}
            }
        }
        if (!missing.isEmpty()) {
            boolean old = ask("VirtualService", "virtualservices", "v1beta1") == 0;
            return List.of(CheckResult.fail(
                    name(),
                    String.join(", ", missing) + " not served as networking.istio.io/v1",
                    old ? "upgrade Istio to 1.22 or newer" : "install Istio: istioctl install"));
        }
        return List.of(
                hidden.isEmpty()
                        ? CheckResult.ok(
                                name(), String.join(", ", KINDS.values()) + " are served as networking.istio.io/v1")
                        : CheckResult.skip(name(), "you may not list " + String.join(", ", hidden)));
    }

    /** The HTTP status of a refusal; 0 when it was served. */
    private int ask(String kind, String plural, String version) {
        var context = new ResourceDefinitionContext.Builder()
                .withGroup("networking.istio.io")
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
        try {
            client.genericKubernetesResources(context)
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return 0;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return e.getCode();
            }
            throw e;
        }
    }
}
