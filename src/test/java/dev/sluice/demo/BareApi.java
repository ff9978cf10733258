package dev.sluice.demo;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;

/** An API server without a cluster around it, for tests of what talks to one. */
public final class BareApi implements AutoCloseable {
    private final LocalApiServer server = new LocalApiServer();
    private final KubernetesClient client = server.client();

    /** Begins with the objects of a YAML text. */
    public BareApi(String yaml) {
        create(yaml);
    }

    /** Where it is. */
    public URI uri() {
        return server.uri();
    }

    /** A client that meets no trouble. */
    public KubernetesClient client() {
        return client;
    }

    /** Creates every object of a YAML text. */
    public void create(String yaml) {
        server.create(client, yaml);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
