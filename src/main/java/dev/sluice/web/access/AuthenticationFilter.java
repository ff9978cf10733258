package dev.sluice.web.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every request of the dashboard comes through here first: it is let in with a visitor, or it is answered. */
@Singleton
final class AuthenticationFilter {
    private static final int FIRST = -1000;
    /** After Quarkus has looked at the identity provider's cookie, before any page or resource. */
    private static final int KNOWN = -50;

    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");

    private final AccessConfig config;
    private final Authenticator authenticator;
    private final SessionCookie session;
    private final ProblemResponses refusals;
    private final BlockingAuthentication inquiry;

    AuthenticationFilter(
            AccessConfig config,
            Authenticator authenticator,
            SessionCookie session,
            ProblemResponses refusals,
            BlockingAuthentication inquiry) {
        this.config = config;
        this.authenticator = authenticator;
        this.session = session;
        this.refusals = refusals;
        this.inquiry = inquiry;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::head);
        router.route().order(KNOWN).handler(this::enter);
    }

    private void head(RoutingContext context) {
        RouteAccess place = RouteAccess.of(context.normalizedPath());
        if (place == RouteAccess.Machine) {
            context.next();
        } else if (!config.enabled()
                || SafeRedirects.PROVIDER.equals(context.normalizedPath())
                        && !config.oidc().enabled()) {
            context.response().setStatusCode(404).end();
        } else {
            SecurityHeaders.put(context);
            check(place, context);
        }
    }

    /** A site whose name was led to this machine has its own name for a host. */
    private void check(RouteAccess place, RoutingContext context) {
        if (local() && !HERE.matcher(CsrfGuard.host(context.request())).matches()) {
            refusals.answer(ProblemDetails.elsewhere(), context);
        } else if (!CsrfGuard.absent(context.request())) {
            refusals.answer(ProblemDetails.foreign(), context);
        } else {
            context.next();
        }
    }

    private void enter(RoutingContext context) {
        if (RouteAccess.of(context.normalizedPath()) != RouteAccess.Guarded) {
            context.next();
        } else if (local()) {
            context.put(CurrentUser.KEY, AnonymousUser.LOCAL);
            context.next();
        } else {
            inquiry.ask(context, () -> receive(context));
        }
    }

    private Runnable receive(RoutingContext context) {
        Optional<UserContext> visitor = authenticator.receive(context);
        visitor.ifPresent(known -> context.put(CurrentUser.KEY, known));
        return visitor.isPresent() ? context::next : () -> unknown(context);
    }

    /** A person is asked to sign in and comes back to where they wanted; a script is told what is missing. */
    private void unknown(RoutingContext context) {
        HttpServerRequest request = context.request();
        String login = SafeRedirects.toLogin(request);
        if (!session.token(request).isEmpty()) {
            session.end(request);
        }
        if (ProblemResponses.forPeople(request)) {
            context.response().setStatusCode(303).putHeader("Location", login).end();
        } else {
            context.response().putHeader("HX-Redirect", SafeRedirects.LOGIN);
            refusals.answer(ProblemDetails.unknown(), context);
        }
    }

    private boolean local() {
        return config.access() == AccessConfig.Access.LOCAL;
    }
}
