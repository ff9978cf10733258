package dev.sluice.web.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds out who is at the door. A token of a script comes before the session of a browser. */
@Singleton
final class Porter {
    private final AccessConfig config;
    private final Guests guests;
    private final Judge judge;
    private final Session session;
    private final Provider provider;

    Porter(AccessConfig config, Guests guests, Judge judge, Session session, Provider provider) {
        this.provider = provider;
        this.config = config;
        this.guests = guests;
        this.judge = judge;
        this.session = session;
    }

    /**
     * Who sent a request; empty when it is nobody who may come in. It may wait for the API server.
     *
     * @throws Unanswered when the API server does not say
     * @throws NotAllowed when the identity provider names nobody
     * @throws Guests.TooMany when the address has tried too many tokens
     */
    Optional<Visitor> receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<String> sent = Bearer.token(request);
        if (sent.isPresent()) {
            return sent.flatMap(token -> known(token, request));
        }
        return provider.visitor(context, open())
                .or(() -> session.token(request).flatMap(token -> known(token, request)))
                .or(this::anyone);
    }

    private Optional<Visitor> known(String token, HttpServerRequest request) {
        return guests.who(token, address(request))
                .map(who -> new Known(who, SignedIn.Token, () -> judge.who(token), token, open(), judge));
    }

    private Optional<Visitor> anyone() {
        return open() ? Optional.of(Unasked.ANYONE) : Optional.empty();
    }

    private boolean open() {
        return config.access() == AccessConfig.Access.ANONYMOUS_READ;
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }
}
