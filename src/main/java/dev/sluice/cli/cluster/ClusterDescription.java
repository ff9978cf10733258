package dev.sluice.cli.cluster;

import io.fabric8.kubernetes.client.Config;
import java.util.Optional;

/**
 * Which cluster a command talks to, for people.
 *
 * @param server the API server's address
 * @param context the kubeconfig's context
 */
public record ClusterDescription(String server, String context) {
    static ClusterDescription of(Config config) {
        return new ClusterDescription(
                config.getMasterUrl().replaceFirst("/$", ""),
                Optional.ofNullable(config.getCurrentContext())
                        .flatMap(current -> Optional.ofNullable(current.getName()))
                        .orElse("none"));
    }
}
