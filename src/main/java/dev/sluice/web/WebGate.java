package dev.sluice.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the page and its API only where they are wanted, and with headers that keep other sites out. */
@Singleton
final class WebGate {
    private static final int FIRST = -1000;
    private static final Set<String> PAGE =
            Set.of("/", "/index.html", "/app.js", "/chart.js", "/words.js", "/style.css");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private final boolean enabled;

    WebGate(@ConfigProperty(name = "sluice.web.enabled", defaultValue = "false") boolean enabled) {
        this.enabled = enabled;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::pass);
    }

    private void pass(RoutingContext context) {
        boolean ours = PAGE.contains(context.normalizedPath())
                || context.normalizedPath().startsWith("/api/");
        if (!ours) {
            context.next();
            return;
        }
        if (!enabled) {
            context.response().setStatusCode(404).end();
            return;
        }
        context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        context.next();
    }
}
