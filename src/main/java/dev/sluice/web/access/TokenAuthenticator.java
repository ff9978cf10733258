package dev.sluice.web.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.kubernetes.KubernetesUser;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds out whose token it is, and keeps those out for a moment who try many that are nobody's. */
@ApplicationScoped
class TokenAuthenticator implements IdentityProvider<TokenAuthenticator.Request> {
    private static final String SCHEME = "Bearer ";
    private static final int TRIES = 20;
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int REGULARS = 1_000;

    private final CachingAuthorizer authorizer;
    private final LoginRateLimiter rateLimiter = new LoginRateLimiter(TRIES, MOMENT, Ticker.systemTicker());
    private final Cache<String, Boolean> regulars =
            Caffeine.newBuilder().maximumSize(REGULARS).executor(Runnable::run).build();

    TokenAuthenticator(CachingAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** The token of a script. */
    static Optional<String> bearer(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip())
                .filter(token -> !token.isEmpty());
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    @Override
    public Class<Request> getRequestType() {
        return Request.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(Request request, AuthenticationRequestContext context) {
        return authorizer.later(() -> who(request.token, request.address)
                .map(who -> CurrentUser.identity(new AuthenticatedUser(
                        who,
                        UserContext.AuthenticationMethod.Token,
                        () -> authorizer.who(request.token),
                        request.token,
                        request.everybodyReads,
                        authorizer)))
                .orElseThrow(AuthenticationFailedException::new));
    }

    /**
     * Whose token this is; empty when it is nobody's.
     *
     * @throws TooMany when this address has tried too many that were nobody's, and this one was never anybody's
     */
    Optional<KubernetesUser> who(String token, String address) {
        String hash = CachingAuthorizer.hash(token);
        Optional<KubernetesUser> found =
                regulars.getIfPresent(hash) == null ? newcomer(token, address) : authorizer.who(token);
        if (found.isPresent()) {
            regulars.put(hash, true);
        } else {
            regulars.invalidate(hash);
        }
        return found;
    }

    private Optional<KubernetesUser> newcomer(String token, String address) {
        LoginRateLimiter.Tries tries = rateLimiter.of(address);
        if (!tries.take(PATIENCE)) {
            throw new TooMany();
        }
        AtomicBoolean asked = new AtomicBoolean();
        boolean known = false;
        try {
            Optional<KubernetesUser> found = authorizer.who(token, () -> asked.set(true));
            known = found.isPresent();
            return found;
        } finally {
            // An answer that was kept costs the API server nothing; a question that it does not answer costs it more
            // than others.
            if (known || !asked.get()) {
                tries.giveBack();
            } else {
                tries.failed();
            }
        }
    }

    /** Asks who came with a token, from an address, where reading may be open to everybody. */
    static final class Request extends BaseAuthenticationRequest {
        private final String token;
        private final String address;
        private final boolean everybodyReads;

        Request(String token, String address, boolean everybodyReads) {
            this.token = token;
            this.address = address;
            this.everybodyReads = everybodyReads;
        }
    }

    /** Too many tokens of one address were nobody's: answered with 429. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("too many sign-ins from this address have failed, or wait for an answer; try again in "
                    + MOMENT.toSeconds() + " seconds");
        }
    }
}
