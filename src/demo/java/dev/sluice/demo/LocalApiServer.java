package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** An API server in memory, on 127.0.0.1. It checks no schema and nobody's permissions. */
final class LocalApiServer implements AutoCloseable {
    private static final String ISTIO = "networking.istio.io";
    private static final String SLUICE = "sluice.dev";
    private static final ObjectMapper YAML = new YAMLMapper();
    private final MockWebServer web = new MockWebServer();
    private final ApiDispatcher dispatcher;

    LocalApiServer() {
        List<CustomResourceDefinitionContext> kinds = served();
        dispatcher = new ApiDispatcher(kinds, web::reset);
        web.setDispatcher(dispatcher);
        web.start(loopback(), 0);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + web.getPort() + "/");
    }

    KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(uri().toString())
                .withNamespace("default")
                .withHttp2Disable(true)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Creates every object of a YAML text as it is written, its status and fields that no client library knows included. */
    void create(KubernetesClient client, String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNext()) {
                JsonNode object = documents.next();
                if (object.hasNonNull("kind")) {
                    client.raw(path(object), "POST", object.toString());
                    if (object.has("status")) {
                        dispatcher.restore(
                                path(object) + "/" + object.at("/metadata/name").asText(), object);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        web.shutdown();
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kinds that clients are told about; others are served by their path alone. */
    private static List<CustomResourceDefinitionContext> served() {
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
    private static String path(JsonNode object) {
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
