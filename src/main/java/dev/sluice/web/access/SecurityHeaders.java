package dev.sluice.web.access;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** Keeps other sites, and scripts that are not ours, out of the pages. HSTS is for whoever ends TLS, the ingress. */
final class SecurityHeaders {
    private static final String CONTENT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    private SecurityHeaders() {}

    /** With no-referrer a browser would send no origin with a form either, and forms are told apart by it. */
    static void put(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("Content-Security-Policy", CONTENT)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "same-origin")
                .set("Permissions-Policy", NO_DEVICES)
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
        if (RouteAccess.of(context.normalizedPath()) == RouteAccess.Guarded) {
            headers.set("Cache-Control", "no-store").set("Vary", "Cookie, Authorization");
        }
    }
}
