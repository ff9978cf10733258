package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import java.util.List;
import java.util.Locale;

/** The kinds that the local API server tells clients about; others are served by their path alone. */
final class BuiltinKinds {
    private static final String ISTIO = "networking.istio.io";
    private static final String SLUICE = "sluice.dev";

    private BuiltinKinds() {}

    static List<CustomResourceDefinitionContext> served() {
        return List.of(
                kind(SLUICE, "v1alpha1", "RolloutPolicy", true),
                kind(SLUICE, "v1alpha1", "Rollout", true),
                kind(ISTIO, "v1", "VirtualService", false),
                kind(ISTIO, "v1", "DestinationRule", false),
                kind(ISTIO, "v1", "Gateway", false),
                kind("apps", "v1", "Deployment", true),
                kind("coordination.k8s.io", "v1", "Lease", false),
                kind("discovery.k8s.io", "v1", "EndpointSlice", false),
                kind("events.k8s.io", "v1", "Event", false));
    }

    /** The collection that an object is created in. */
    static String path(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        String root = apiVersion.contains("/") ? "/apis/" : "/api/";
        String namespace = object.at("/metadata/namespace").asText("default");
        String scope = kind.equals("Namespace") ? "" : "/namespaces/" + (namespace.isEmpty() ? "default" : namespace);
        return root + apiVersion + scope + "/" + plural(kind);
    }

    private static CustomResourceDefinitionContext kind(
            String group, String version, String kind, boolean statusSubresource) {
        return new CustomResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural(kind))
                .withScope("Namespaced")
                .withStatusSubresource(statusSubresource)
                .build();
    }

    private static String plural(String kind) {
        return Pluralize.toPlural(kind.toLowerCase(Locale.ROOT));
    }
}
