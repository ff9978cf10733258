package dev.sluice.web.access;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a person's token where nothing but their browser has it, so that any replica knows them, also after a restart. Scripts cannot
 * read the cookie, other sites cannot send it; over https no other host can have set it either, which is what its prefix says.
 */
@Singleton
final class SessionCookie {
    /** Browsers keep cookies of some 4,096 bytes, name and attributes included. */
    static final int LONGEST = 3_800;

    private static final String PLAIN = "sluice-session";
    private static final String SECURE = "__Host-" + PLAIN;

    private final Optional<SessionTokenCipher> seal;
    private final Duration lasts;
    private final InstantSource clock;

    SessionCookie(AccessConfig config, InstantSource clock) {
        this.seal = config.sessionKey().filter(key -> !key.isBlank()).map(SessionTokenCipher::new);
        this.lasts = config.session();
        this.clock = clock;
    }

    /** The token that came with a request; empty when there is none, or none that can be opened. */
    Optional<String> token(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(SECURE))
                .or(() -> https(request) ? Optional.empty() : Optional.ofNullable(request.getCookie(PLAIN)))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .flatMap(value -> seal.isPresent() ? seal.get().open(value, clock.instant()) : Optional.of(value));
    }

    /** Begins a session; false when the token is too long for a cookie. */
    boolean begin(HttpServerRequest request, String token) {
        String value =
                seal.map(one -> one.close(token, clock.instant().plus(lasts))).orElse(token);
        if (value.length() > LONGEST) {
            return false;
        }
        boolean secure = secure(request);
        request.response()
                .addCookie(cookie(secure ? SECURE : PLAIN, value, secure).setMaxAge(lasts.toSeconds()));
        return true;
    }

    /** Ends a session. */
    void end(HttpServerRequest request) {
        request.response().addCookie(cookie(PLAIN, "", false).setMaxAge(0));
        request.response().addCookie(cookie(SECURE, "", true).setMaxAge(0));
    }

    /** TLS ends at the ingress: what the browser saw stands in the origin that it sent with the form. */
    private static boolean secure(HttpServerRequest request) {
        @Nullable String origin = request.getHeader("Origin");
        return https(request) || origin != null && origin.startsWith("https://");
    }

    /** Where this is known, a cookie without the prefix is none of ours: another host of the domain may have set it. */
    private static boolean https(HttpServerRequest request) {
        @Nullable String proto = request.getHeader("X-Forwarded-Proto");
        return request.isSSL() || proto != null && proto.startsWith("https");
    }

    private static Cookie cookie(String name, String value, boolean secure) {
        return Cookie.cookie(name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secure);
    }
}
