package dev.sluice.web.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that a page of another site makes a browser send. Browsers say where a request comes from: in Sec-Fetch-Site where the
 * connection is one that they trust (https, this machine), and in Origin with everything that may change something.
 */
final class CsrfGuard {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> HERE = Set.of("same-origin", "none");

    private CsrfGuard() {}

    /** Whether a request may be acted on as far as its origin goes. */
    static boolean absent(HttpServerRequest request) {
        return SAFE.contains(request.method()) || chosen(request) || fromHere(request);
    }

    /** No page of another site can send these headers without asking first, and nobody answers that it may. */
    private static boolean chosen(HttpServerRequest request) {
        return BearerToken.token(request).isPresent() || "1".equals(request.getHeader("X-Sluice-Local"));
    }

    private static boolean fromHere(HttpServerRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        @Nullable String origin = request.getHeader("Origin");
        if (site != null) {
            return HERE.contains(site);
        }
        return origin != null && same(origin, host(request));
    }

    /** The host that a request names, with its port; empty when it names none. */
    static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().toString();
    }

    /** The scheme is left out: whoever ends TLS before us knows it, we do not. */
    private static boolean same(String origin, String host) {
        try {
            return URI.create(origin).getRawAuthority() instanceof String authority && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
