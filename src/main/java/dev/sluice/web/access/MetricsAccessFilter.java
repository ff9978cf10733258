package dev.sluice.web.access;

import dev.sluice.kubernetes.KubernetesUser;
import dev.sluice.kubernetes.ResourceAttributes;
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
final class MetricsAccessFilter {
    private static final int FIRST = -1000;
    private static final String HEALTH = "/health";
    private static final String GET = "get";

    private final boolean guards;
    private final TokenAuthenticator tokens;
    private final CachingAuthorizer authorizer;
    private final BlockingAuthentication inquiry;
    private final ProblemResponses refusals;

    MetricsAccessFilter(
            @ConfigProperty(name = "sluice.metrics.auth", defaultValue = "false") boolean guards,
            TokenAuthenticator tokens,
            CachingAuthorizer authorizer,
            BlockingAuthentication inquiry,
            ProblemResponses refusals) {
        this.guards = guards;
        this.tokens = tokens;
        this.authorizer = authorizer;
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
            authorizer.rehearse();
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
        return BearerToken.token(context.request())
                .flatMap(token -> tokens.who(token, Authenticator.address(context.request())))
                .<Runnable>map(who -> {
                    mustGet(who, path);
                    return context::next;
                })
                .orElse(() -> refusals.answer(ProblemDetails.unknown(), context));
    }

    private void mustGet(KubernetesUser who, String path) {
        if (!authorizer.may(who, new ResourceAttributes.ToPath(GET, path))) {
            throw PermissionDeniedException.toGet(who.name(), path);
        }
    }
}
