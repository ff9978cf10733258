package dev.sluice.web.access;

import dev.sluice.store.Deed;
import dev.sluice.store.Identity;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where it is asked for, the management port tells its metrics to those alone who may {@code get} that path by the API server's word. Health
 * stays open, for the kubelet, which has no token; everything else is guarded.
 */
@Singleton
final class MetricsDoor {
    private static final int FIRST = -1000;
    private static final String HEALTH = "/health";
    private static final String GET = "get";

    private final boolean guards;
    private final Guests guests;
    private final Judge judge;
    private final Inquiry inquiry;
    private final Refusals refusals;

    MetricsDoor(
            @ConfigProperty(name = "sluice.metrics.auth", defaultValue = "false") boolean guards,
            Guests guests,
            Judge judge,
            Inquiry inquiry,
            Refusals refusals) {
        this.guards = guards;
        this.guests = guests;
        this.judge = judge;
        this.inquiry = inquiry;
        this.refusals = refusals;
    }

    void install(@Observes ManagementInterface port) {
        if (guards) {
            port.router().route().order(FIRST).handler(this::enter);
        }
    }

    /** Whoever may not ask is told so in the log before Prometheus comes. */
    void rehearse(@Observes StartupEvent event) {
        if (guards) {
            judge.rehearse();
        }
    }

    private void enter(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
            context.next();
        } else {
            inquiry.ask(context, () -> receive(context, path));
        }
    }

    private Runnable receive(RoutingContext context, String path) {
        return Bearer.token(context.request())
                .flatMap(token -> guests.who(token, Porter.address(context.request())))
                .<Runnable>map(who -> {
                    mustGet(who, path);
                    return context::next;
                })
                .orElse(() -> refusals.answer(Refusal.unknown(), context));
    }

    private void mustGet(Identity who, String path) {
        if (!judge.may(who, new Deed.ToPath(GET, path))) {
            throw NotAllowed.toGet(who.name(), path);
        }
    }
}
