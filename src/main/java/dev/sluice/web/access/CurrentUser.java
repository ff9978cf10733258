package dev.sluice.web.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;

/** The authentication filter knows who sent the request; this hands it to pages, API and streams. */
@Singleton
public final class CurrentUser {
    static final String KEY = UserContext.class.getName();
    private final CurrentVertxRequest request;

    CurrentUser(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Who sent the request that is being answered; empty on a path that needs nobody. */
    public Optional<UserContext> known() {
        return Optional.ofNullable(request.getCurrent().get(KEY));
    }

    /** Whom to count against what a request takes: the visitor, or the address where nobody has signed in. */
    public String party() {
        UserContext user = now();
        return user.how() + " "
                + (user.signsIn() ? Authenticator.address(request.getCurrent().request()) : user.name());
    }

    /** Who sent the request that is being answered; call it in the resource method itself, and keep what it gives for as long as the answer lasts. */
    public UserContext now() {
        return of(request.getCurrent());
    }

    static UserContext of(RoutingContext context) {
        UserContext user = context.get(KEY);
        return Objects.requireNonNull(user, "nobody passes the authentication filter without a user");
    }
}
