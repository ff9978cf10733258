package dev.sluice.web.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a page of another site makes a browser send, before anybody is asked who sent them. Browsers say where a request
 * comes from: in Sec-Fetch-Site where the connection is one that they trust (https, this machine), and in Origin with everything that may
 * change something. Where there is no dashboard nothing is answered at all.
 */
@Singleton
final class CrossSiteRequestFilter {
    /** Before Quarkus asks who it is. */
    private static final int FIRST = -1000;

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> SAME = Set.of("same-origin", "none");
    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");
    /** The demo's own, which guards itself. */
    private static final String DEMO = "/local";

    private final AccessConfig config;
    private final ProblemResponses problems;

    CrossSiteRequestFilter(AccessConfig config, ProblemResponses problems) {
        this.config = config;
        this.problems = problems;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::check);
    }

    private void check(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.equals(DEMO) || path.startsWith(DEMO + "/")) {
            context.next();
        } else if (!config.enabled()
                || path.equals(SafeRedirects.PROVIDER) && !config.oidc().enabled()) {
            context.response().setStatusCode(404).end();
        } else if (config.access() == AccessConfig.Access.LOCAL
                && !HERE.matcher(host(context.request())).matches()) {
            // A site whose name was led to this machine has its own name for a host.
            problems.answer(ProblemResponses.Problem.elsewhere(), context);
        } else if (!sentFromHere(context.request())) {
            problems.answer(ProblemResponses.Problem.foreign(), context);
        } else {
            context.next();
        }
    }

    /** Whether a request may be acted on as far as its origin goes. */
    private static boolean sentFromHere(HttpServerRequest request) {
        return SAFE.contains(request.method()) || chosen(request) || sameOrigin(request);
    }

    /** No page of another site can send these headers without asking first, and nobody answers that it may. */
    private static boolean chosen(HttpServerRequest request) {
        return TokenAuthenticator.bearer(request).isPresent() || "1".equals(request.getHeader("X-Sluice-Local"));
    }

    private static boolean sameOrigin(HttpServerRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        @Nullable String origin = request.getHeader("Origin");
        if (site != null) {
            return SAME.contains(site);
        }
        return origin != null && same(origin, host(request));
    }

    /** The host that a request names, with its port; empty when it names none. */
    private static String host(HttpServerRequest request) {
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
