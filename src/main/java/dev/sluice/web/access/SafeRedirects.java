package dev.sluice.web.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ways inside the dashboard; none leads out of it. */
final class SafeRedirects {
    static final String LOGIN = "/login";
    static final String PROVIDER = "/login/oidc";
    static final String HOME = "/";

    /** Tells the sign-in that an action was pressed and not done. */
    static final String UNDONE = "undone";

    /** A path of this host. Two slashes, or what browsers take for one, would begin the name of another. */
    private static final Pattern INSIDE = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*");

    private static final Pattern ACTION =
            Pattern.compile("/api/v1(/namespaces/[a-z0-9-]+/rollouts/[a-z0-9.-]+)/actions/[a-z]+");

    private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private SafeRedirects() {}

    /**
     * To the sign-in and from there to what was wanted. An action is not done by coming back: it leads to the page on which it can be
     * pressed, and the sign-in says that nothing was done.
     */
    static String toLogin(HttpServerRequest request) {
        if (LOOKING.contains(request.method())) {
            return toLogin(request.uri());
        }
        Matcher action = ACTION.matcher(request.path());
        return action.matches() ? toLogin(action.group(1)) + "&" + UNDONE + "=yes" : LOGIN;
    }

    static String toLogin(String wanted) {
        String way = inside(wanted);
        return way.equals(HOME) ? LOGIN : LOGIN + "?next=" + URLEncoder.encode(way, StandardCharsets.UTF_8);
    }

    /** The way if it stays inside, else the first page. */
    static String inside(@Nullable String wanted) {
        return wanted != null && INSIDE.matcher(wanted).matches() ? wanted : HOME;
    }
}
