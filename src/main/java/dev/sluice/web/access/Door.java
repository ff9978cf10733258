package dev.sluice.web.access;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Every request of the dashboard comes through here first: it is let in with a visitor, or it is answered. */
@Singleton
final class Door {
    private static final int FIRST = -1000;
    /** After Quarkus has looked at the identity provider's cookie, before any page or resource. */
    private static final int KNOWN = -50;

    private final AccessConfig config;

    Door(AccessConfig config) {
        this.config = config;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::head);
        router.route().order(KNOWN).handler(this::enter);
    }

    private void head(RoutingContext context) {
        switch (Place.of(context.normalizedPath())) {
            case Machine -> context.next();
            case Open, Guarded -> {
                if (config.enabled()) {
                    SafeHeaders.put(context);
                    context.next();
                } else {
                    context.response().setStatusCode(404).end();
                }
            }
        }
    }

    private void enter(RoutingContext context) {
        if (Place.of(context.normalizedPath()) == Place.Guarded) {
            context.put(Visitors.KEY, new Local());
        }
        context.next();
    }
}
