package dev.sluice.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.kubernetes.KubernetesUser;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Says who somebody is here who has signed in at the company's identity provider; Quarkus has verified the token before. */
@ApplicationScoped
class OidcIdentityAugmentor implements SecurityIdentityAugmentor {
    /** The attribute of an identity whose claims name nobody: why. */
    static final String REFUSED = OidcIdentityAugmentor.class.getName() + "#refused";

    private final AccessConfig config;
    private final CachingAuthorizer authorizer;
    private final ObjectMapper json;
    private final InstantSource clock;

    OidcIdentityAugmentor(AccessConfig config, CachingAuthorizer authorizer, ObjectMapper json, InstantSource clock) {
        this.config = config;
        this.authorizer = authorizer;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom()
                .item(identity.getPrincipal() instanceof JsonWebToken token ? augmented(identity, token) : identity);
    }

    /** Quarkus would take a failure for a broken session, end it, and say no more than 401; {@link VisitorPolicy} says why. */
    private SecurityIdentity augmented(SecurityIdentity identity, JsonWebToken token) {
        QuarkusSecurityIdentity.Builder augmented = QuarkusSecurityIdentity.builder(identity);
        try {
            return augmented.addAttribute(CurrentUser.KEY, user(token)).build();
        } catch (PermissionDeniedException e) {
            return augmented.addAttribute(REFUSED, e).build();
        }
    }

    private UserContext user(JsonWebToken token) {
        KubernetesUser who = OidcClaimMapper.of(config.oidc()).identity(payload(token.getRawToken()));
        Instant end = Instant.ofEpochSecond(token.getExpirationTime());
        return new AuthenticatedUser(
                who,
                UserContext.AuthenticationMethod.Oidc,
                () -> clock.instant().isBefore(end) ? Optional.of(who) : Optional.empty(),
                token.getRawToken(),
                config.access() == AccessConfig.Access.ANONYMOUS_READ,
                authorizer);
    }

    private JsonNode payload(String token) {
        try {
            return json.readTree(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
