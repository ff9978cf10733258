package dev.sluice.web.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Lets in visitors alone; application.properties says where. What each may see and do is asked where it is shown and done. */
@ApplicationScoped
class VisitorPolicy implements HttpSecurityPolicy {
    @Override
    public String name() {
        return "visitor";
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext context, Uni<SecurityIdentity> identity, AuthorizationRequestContext requestContext) {
        return identity.onItem().transformToUni(known -> {
            @Nullable PermissionDeniedException refused = known.getAttribute(OidcIdentityAugmentor.REFUSED);
            return refused == null
                    ? Uni.createFrom().item(new CheckResult(known.getAttribute(CurrentUser.KEY) != null))
                    : Uni.createFrom().failure(refused);
        });
    }
}
