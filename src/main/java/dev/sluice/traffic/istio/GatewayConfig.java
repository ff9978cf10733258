package dev.sluice.traffic.istio;

import dev.sluice.api.ManagedNamespaces;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the operator says of gateways. */
@ConfigMapping(prefix = "sluice.gateways")
interface GatewayConfig {
    /** Namespaces whose pods may be the gateways of everybody's Gateways; {@code *} for all. */
    Optional<List<String>> namespaces();

    /** Namespaces whose pods may be the gateways of the Gateways of that same namespace; {@code *} for all. */
    Optional<List<String>> ownNamespaces();

    /** Namespaces whose VirtualServices may delegate to those of others; {@code *} for all. */
    Optional<List<String>> rootNamespaces();

    /** Whether a pod on its node's network may be a gateway. */
    @WithDefault("false")
    boolean hostNetwork();

    /** Makes of it what the mesh is read with. */
    final class Gather {
        @Produces
        @Singleton
        GatewayTrust trust(GatewayConfig config) {
            return new GatewayTrust(
                    config.namespaces().orElse(GatewayTrust.USUAL),
                    config.ownNamespaces().orElse(List.of()),
                    config.rootNamespaces().orElse(List.of()),
                    config.hostNetwork());
        }

        /** The namespaces that Sluice is let into; all where none are named. */
        @Produces
        @Singleton
        ManagedNamespaces namespaces(
                @ConfigProperty(name = "sluice.namespaces") Optional<List<String>> apps, GatewayTrust trust) {
            return trust.within(apps.orElse(List.of()).stream()
                    .map(String::strip)
                    .filter(Predicate.not(String::isEmpty))
                    .toList());
        }
    }
}
