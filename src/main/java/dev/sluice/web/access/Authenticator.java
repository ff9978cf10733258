package dev.sluice.web.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds out who sent a request. A token of a script comes before the session of a browser. */
@Singleton
final class Authenticator {
    private final AccessConfig config;
    private final TokenAuthenticator guests;
    private final CachingAuthorizer authorizer;
    private final SessionCookie session;
    private final OidcAuthenticator provider;

    Authenticator(
            AccessConfig config,
            TokenAuthenticator guests,
            CachingAuthorizer authorizer,
            SessionCookie session,
            OidcAuthenticator provider) {
        this.provider = provider;
        this.config = config;
        this.guests = guests;
        this.authorizer = authorizer;
        this.session = session;
    }

    /**
     * Who sent a request; empty when it is nobody who may come in. It may wait for the API server.
     *
     * @throws AuthorizerUnavailableException when the API server does not say
     * @throws PermissionDeniedException when the identity provider names nobody
     * @throws TokenAuthenticator.TooMany when the address has tried too many tokens
     */
    Optional<UserContext> receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<String> sent = BearerToken.token(request);
        if (sent.isPresent()) {
            return sent.flatMap(token -> known(token, request));
        }
        return provider.visitor(context, open())
                .or(() -> session.token(request).flatMap(token -> known(token, request)))
                .or(this::anyone);
    }

    private Optional<UserContext> known(String token, HttpServerRequest request) {
        return guests.who(token, address(request))
                .map(who -> new AuthenticatedUser(
                        who, AuthenticationMethod.Token, () -> authorizer.who(token), token, open(), authorizer));
    }

    private Optional<UserContext> anyone() {
        return open() ? Optional.of(AnonymousUser.ANYONE) : Optional.empty();
    }

    private boolean open() {
        return config.access() == AccessConfig.Access.ANONYMOUS_READ;
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }
}
