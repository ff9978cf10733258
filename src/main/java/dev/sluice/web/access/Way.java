package dev.sluice.web.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ways inside the dashboard; none leads out of it. */
final class Way {
    static final String LOGIN = "/login";
    static final String PROVIDER = "/login/oidc";
    static final String HOME = "/";

    /** A path of this host. Two slashes, or what browsers take for one, would begin the name of another. */
    private static final Pattern INSIDE = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*");

    private Way() {}

    static String toLogin(String wanted) {
        String way = inside(wanted);
        return way.equals(HOME) ? LOGIN : LOGIN + "?next=" + URLEncoder.encode(way, StandardCharsets.UTF_8);
    }

    /** The way if it stays inside, else the first page. */
    static String inside(@Nullable String wanted) {
        return wanted != null && INSIDE.matcher(wanted).matches() ? wanted : HOME;
    }
}
