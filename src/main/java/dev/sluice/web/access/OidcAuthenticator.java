package dev.sluice.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.kubernetes.KubernetesUser;
import io.quarkus.oidc.OidcSession;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Knows who has signed in at the company's identity provider; Quarkus has verified the token before. */
@Singleton
final class OidcAuthenticator {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AccessConfig.Oidc config;
    private final CachingAuthorizer authorizer;
    private final OidcSession session;
    private final ObjectMapper json;
    private final InstantSource clock;

    OidcAuthenticator(
            AccessConfig config,
            CachingAuthorizer authorizer,
            OidcSession session,
            ObjectMapper json,
            InstantSource clock) {
        this.config = config.oidc();
        this.authorizer = authorizer;
        this.session = session;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Who sent a request; empty when they have not signed in there.
     *
     * @throws PermissionDeniedException when the token names nobody
     */
    Optional<UserContext> visitor(RoutingContext context, boolean everybodyReads) {
        if (config.enabled()
                && context.user() instanceof QuarkusHttpUser user
                && user.getSecurityIdentity().getPrincipal() instanceof JsonWebToken token) {
            KubernetesUser who = OidcClaimMapper.of(config).identity(payload(token.getRawToken()));
            Instant end = Instant.ofEpochSecond(token.getExpirationTime());
            return Optional.of(new AuthenticatedUser(
                    who,
                    AuthenticationMethod.Oidc,
                    () -> clock.instant().isBefore(end) ? Optional.of(who) : Optional.empty(),
                    token.getRawToken(),
                    everybodyReads,
                    authorizer));
        }
        return Optional.empty();
    }

    /** Ends the session here; the provider's own goes on. */
    void signOut() {
        if (config.enabled() && session.getIdToken() != null) {
            session.logout().await().atMost(PATIENCE);
        }
    }

    private JsonNode payload(String token) {
        try {
            return json.readTree(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
