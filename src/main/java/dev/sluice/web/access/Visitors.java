package dev.sluice.web.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;

/** The door knows who came in; this hands it to pages, API and streams. */
@Singleton
public final class Visitors {
    static final String KEY = Visitor.class.getName();
    private final CurrentVertxRequest request;

    Visitors(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Who sent the request that is being answered; empty on a path that needs nobody. */
    public Optional<Visitor> known() {
        return Optional.ofNullable(request.getCurrent().get(KEY));
    }

    /** Whom to count against what a request takes: the visitor, or the address where nobody has signed in. */
    public String party() {
        Visitor visitor = now();
        return visitor.how() + " "
                + (visitor.signsIn() ? Porter.address(request.getCurrent().request()) : visitor.name());
    }

    /** Who sent the request that is being answered; call it in the resource method itself, and keep what it gives for as long as the answer lasts. */
    public Visitor now() {
        return of(request.getCurrent());
    }

    static Visitor of(RoutingContext context) {
        Visitor visitor = context.get(KEY);
        return Objects.requireNonNull(visitor, "nobody passes the door without a visitor");
    }
}
