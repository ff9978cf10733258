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
final class Door {
    private static final int FIRST = -1000;
    /** After Quarkus has looked at the identity provider's cookie, before any page or resource. */
    private static final int KNOWN = -50;

    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");

    private final AccessConfig config;
    private final Porter porter;
    private final Session session;
    private final Refusals refusals;
    private final Inquiry inquiry;

    Door(AccessConfig config, Porter porter, Session session, Refusals refusals, Inquiry inquiry) {
        this.config = config;
        this.porter = porter;
        this.session = session;
        this.refusals = refusals;
        this.inquiry = inquiry;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::head);
        router.route().order(KNOWN).handler(this::enter);
    }

    private void head(RoutingContext context) {
        Place place = Place.of(context.normalizedPath());
        if (place == Place.Machine) {
            context.next();
        } else if (!config.enabled()
                || Way.PROVIDER.equals(context.normalizedPath())
                        && !config.oidc().enabled()) {
            context.response().setStatusCode(404).end();
        } else {
            SafeHeaders.put(context);
            check(place, context);
        }
    }

    /** A site whose name was led to this machine has its own name for a host. */
    private void check(Place place, RoutingContext context) {
        if (local() && !HERE.matcher(Forgery.host(context.request())).matches()) {
            refusals.answer(Refusal.elsewhere(), context);
        } else if (!Forgery.absent(context.request())) {
            refusals.answer(Refusal.foreign(), context);
        } else {
            context.next();
        }
    }

    private void enter(RoutingContext context) {
        if (Place.of(context.normalizedPath()) != Place.Guarded) {
            context.next();
        } else if (local()) {
            context.put(Visitors.KEY, Unasked.LOCAL);
            context.next();
        } else {
            inquiry.ask(context, () -> receive(context));
        }
    }

    private Runnable receive(RoutingContext context) {
        Optional<Visitor> visitor = porter.receive(context);
        visitor.ifPresent(known -> context.put(Visitors.KEY, known));
        return visitor.isPresent() ? context::next : () -> unknown(context);
    }

    /** A person is asked to sign in and comes back to where they wanted; a script is told what is missing. */
    private void unknown(RoutingContext context) {
        HttpServerRequest request = context.request();
        String login = Way.toLogin(request);
        if (!session.token(request).isEmpty()) {
            session.end(request);
        }
        if (Refusals.forPeople(request)) {
            context.response().setStatusCode(303).putHeader("Location", login).end();
        } else {
            context.response().putHeader("HX-Redirect", Way.LOGIN);
            refusals.answer(Refusal.unknown(), context);
        }
    }

    private boolean local() {
        return config.access() == AccessConfig.Access.LOCAL;
    }
}
