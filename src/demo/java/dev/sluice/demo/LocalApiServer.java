package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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

/** An API server in memory, on 127.0.0.1. It checks no schema and nobody's permissions. */
final class LocalApiServer implements AutoCloseable {
    private static final ObjectMapper YAML = new YAMLMapper();
    private final MockWebServer web = new MockWebServer();
    private final ApiDispatcher dispatcher;

    LocalApiServer() {
        List<CustomResourceDefinitionContext> kinds = BuiltinKinds.served();
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
                    client.raw(BuiltinKinds.path(object), "POST", object.toString());
                    if (object.has("status")) {
                        dispatcher.restore(
                                BuiltinKinds.path(object) + "/"
                                        + object.at("/metadata/name").asText(),
                                object);
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
}
