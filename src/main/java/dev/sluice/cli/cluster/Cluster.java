package dev.sluice.cli.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The user's cluster, under the user's rights. Every request ends; what goes wrong becomes one line with the cure. */
public final class Cluster implements AutoCloseable {
    private final KubernetesClientHandle handle;
    private final KubernetesClient client;
    private final Optional<String> namespace;
    private final String usual;
    private final Place place;
    private final String flags;

    private Cluster(Config config, Optional<String> namespace, String usual, Place place, String flags) {
        this.handle = new KubernetesClientHandle();
        this.client = handle.client(config);
        this.namespace = namespace;
        this.usual = usual;
        this.place = place;
        this.flags = flags;
    }

    /** @param flags the options that led here, with a space before each */
    static Cluster open(Config config, boolean everywhere, String flags) {
        String usual = Optional.ofNullable(config.getNamespace())
                .filter(name -> !name.isEmpty())
                .orElse("default");
        return new Cluster(config, everywhere ? Optional.empty() : Optional.of(usual), usual, Place.of(config), flags);
    }

    /** The client; call it inside {@link #ask}. */
    public KubernetesClient client() {
        return client;
    }

    /** The namespace that was asked for; empty for all of them. */
    public Optional<String> namespace() {
        return namespace;
    }

    /** The namespace of what is named without one: the one that was asked for, else the context's. */
    public String home() {
        return usual;
    }

    /** A command about the same place, to be copied: with the options for namespace and cluster that were given. */
    public String command(String verb, String... arguments) {
        return "sluice " + verb + (arguments.length == 0 ? "" : " ") + String.join(" ", arguments) + flags;
    }

    /** Which cluster it is, for people. */
    public Place place() {
        return place;
    }

    /** Its Rollouts and policies. */
    public RolloutResolver find() {
        return new RolloutResolver(this);
    }

    /**
     * Asks the API server.
     *
     * @throws CliException when it does not answer, or refuses
     */
    public <T extends @Nullable Object> T ask(ApiRequestDescription what, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw what.refused(e, place);
        }
    }

    @Override
    public void close() {
        client.close();
        handle.close();
    }

    /**
     * Which cluster a command talks to, for people.
     *
     * @param server the API server's address
     * @param context the kubeconfig's context
     */
    public record Place(String server, String context) {
        static Place of(Config config) {
            return new Place(
                    config.getMasterUrl().replaceFirst("/$", ""),
                    Optional.ofNullable(config.getCurrentContext())
                            .flatMap(current -> Optional.ofNullable(current.getName()))
                            .orElse("none"));
        }
    }
}
