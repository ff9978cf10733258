package dev.sluice.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** An http route of the sample's VirtualService by which clients with a header meet one version. */
final class TestersRoute {
    private TestersRoute() {}

    /** Puts it before the users' route. */
    static void add(KubernetesClient client, String subset) {
        client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .withName("myapp")
                .edit(json -> {
                    json.<List<Object>>get("spec", "http")
                            .addFirst(Serialization.unmarshal("""
                            name: testers
                            match: [{headers: {x-tester: {exact: "yes"}}}]
                            route: [{destination: {host: myapp, subset: %s}}]
                            """.formatted(subset), Map.class));
                    return json;
                });
    }
}
