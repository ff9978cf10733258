package dev.sluice.web.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The authentication knows who sent the request; this hands it to pages, API and streams. */
@Singleton
public final class CurrentUser {
    /** The attribute of an identity that says who it is here. */
    static final String KEY = UserContext.class.getName();

    private final CurrentVertxRequest request;

    CurrentUser(CurrentVertxRequest request) {
        this.request = request;
    }

    static SecurityIdentity identity(UserContext user) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(user.name()))
                .addAttribute(KEY, user)
                .build();
    }

    /** Who sent the request that is being answered; empty on a path that needs nobody. */
    public Optional<UserContext> known() {
        return request.getCurrent().user() instanceof QuarkusHttpUser user
                ? Optional.ofNullable(user.getSecurityIdentity().getAttribute(KEY))
                : Optional.empty();
    }

    /** Whom to count against what a request takes: the visitor, or the address where nobody has signed in. */
    public String party() {
        UserContext user = now();
        return user.how() + " "
                + (user.signsIn()
                        ? TokenAuthenticator.address(request.getCurrent().request())
                        : user.name());
    }

    /** Who sent the request that is being answered; call it in the resource method itself, and keep what it gives for as long as the answer lasts. */
    public UserContext now() {
        return known().orElseThrow(() -> new IllegalStateException("nobody comes here without a user"));
    }
}
