package dev.sluice.web.access;

import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows whoever came with a token, and those who need none. A token of a script comes before the session of a browser; a session that
 * began at the company's identity provider is left to Quarkus.
 */
@Singleton
final class TokenAuthenticationMechanism implements HttpAuthenticationMechanism {
    private static final String REFUSED = TokenAuthenticationMechanism.class.getName() + "#refused";

    private final AccessConfig config;
    private final SessionCookie session;
    private final ProblemResponses problems;

    TokenAuthenticationMechanism(AccessConfig config, SessionCookie session, ProblemResponses problems) {
        this.config = config;
        this.session = session;
        this.problems = problems;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager manager) {
        if (config.access() == AccessConfig.Access.LOCAL) {
            return Uni.createFrom().item(CurrentUser.identity(AnonymousUser.LOCAL));
        }
        HttpServerRequest request = context.request();
        Optional<String> sent = TokenAuthenticator.bearer(request);
        if (sent.isPresent()) {
            return known(sent.get(), context, manager);
        }
        Optional<String> kept = session.token(request);
        // A token that somebody gave here comes before what the provider says of them: else whoever it refuses could
        // not come in by one.
        if (kept.isEmpty() && config.oidc().enabled() && hasProvidersSession(request)) {
            return Uni.createFrom().nullItem();
        }
        if (open()) {
            Uni<SecurityIdentity> anyone = Uni.createFrom().item(CurrentUser.identity(AnonymousUser.ANYONE));
            return kept.map(token -> known(token, context, manager)
                            .onFailure(_ -> context.get(REFUSED) == null)
                            .recoverWithUni(anyone))
                    .orElse(anyone);
        }
        return kept.map(token -> known(token, context, manager))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    /** Another application on this host may have cookies whose names only begin like these. */
    private static boolean hasProvidersSession(HttpServerRequest request) {
        return request.cookies().stream()
                .map(Cookie::getName)
                .anyMatch(name -> name.equals(OidcUtils.SESSION_COOKIE_NAME)
                        || name.startsWith(OidcUtils.SESSION_COOKIE_NAME + OidcUtils.SESSION_COOKIE_CHUNK));
    }

    /** What goes wrong is said by {@link #sendChallenge}, which is Quarkus' way to answer whoever is not let in. */
    private Uni<SecurityIdentity> known(String token, RoutingContext context, IdentityProviderManager manager) {
        context.put(HttpAuthenticationMechanism.class.getName(), this);
        return manager.authenticate(
                        new TokenAuthenticator.Request(token, TokenAuthenticator.address(context.request()), open()))
                .onFailure()
                .transform(failure -> ProblemResponses.problem(failure)
                        .<Throwable>map(problem -> {
                            context.put(REFUSED, problem);
                            return new AuthenticationFailedException(failure);
                        })
                        .orElse(failure));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        ProblemResponses.@Nullable Problem refused = context.get(REFUSED);
        if (refused == null) {
            unknown(context);
        } else {
            problems.answer(refused, context);
        }
        return Uni.createFrom().item(true);
    }

    /** A person is asked to sign in and comes back to where they wanted; a script is told what is missing. */
    private void unknown(RoutingContext context) {
        HttpServerRequest request = context.request();
        String login = SafeRedirects.toLogin(request);
        if (wasRefused(context) && session.token(request).isPresent()) {
            session.end(request);
        }
        if (ProblemResponses.forPeople(request)) {
            context.response().setStatusCode(303).putHeader("Location", login).end();
        } else {
            context.response().putHeader("HX-Redirect", SafeRedirects.LOGIN);
            problems.answer(ProblemResponses.Problem.unknown(), context);
        }
    }

    /** Whether it was the session that was asked about; it is kept where nobody looked at it. */
    private boolean wasRefused(RoutingContext context) {
        return context.get(HttpAuthenticationMechanism.class.getName()) == this
                && TokenAuthenticator.bearer(context.request()).isEmpty();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, ProblemResponses.AUTHENTICATE, ProblemResponses.BEARER));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticator.Request.class);
    }

    /** Before the identity provider's, which would lead everybody there who has not signed in. */
    @Override
    public int getPriority() {
        return 2 * DEFAULT_PRIORITY;
    }

    private boolean open() {
        return config.access() == AccessConfig.Access.ANONYMOUS_READ;
    }
}
