package dev.sluice.web.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start with settings that would let in the wrong people. */
@Singleton
final class AccessConfigValidator {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private final AccessConfig config;
    private final String host;
    private final CachingAuthorizer authorizer;

    AccessConfigValidator(
            AccessConfig config,
            CachingAuthorizer authorizer,
            @ConfigProperty(name = "quarkus.http.host") Optional<String> host) {
        this.config = config;
        this.authorizer = authorizer;
        this.host = host.orElse("0.0.0.0");
    }

    void check(@Observes StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        if (config.access() == AccessConfig.Access.LOCAL && !LOOPBACK.contains(host)) {
            throw new IllegalStateException(
                    "sluice.web.access is local, which lets everybody do everything, and quarkus.http.host is " + host
                            + "; make it 127.0.0.1");
        }
        AccessConfig.Oidc oidc = config.oidc();
        if (oidc.enabled()) {
            need(oidc.issuerUrl(), "sluice.web.oidc.issuer-url", "the provider's address, as in its tokens");
            need(
                    oidc.clientId(),
                    "sluice.web.oidc.client-id",
                    "the name under which the provider knows this dashboard");
            need(config.sessionKey(), "sluice.web.session-key", "the same 32 characters for all replicas");
        }
        if (config.access() != AccessConfig.Access.LOCAL) {
            authorizer.rehearse();
        }
    }

    private static void need(Optional<String> value, String name, String what) {
        if (value.filter(text -> !text.isBlank()).isEmpty()) {
            throw new IllegalStateException(name + " is missing; sluice.web.oidc.enabled needs it: " + what);
        }
    }
}
