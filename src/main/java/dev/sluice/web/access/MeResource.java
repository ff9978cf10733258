package dev.sluice.web.access;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Tells a script who it is here. */
@Path("/api/v1/me")
public final class MeResource {
    private final Visitors visitors;

    MeResource(Visitors visitors) {
        this.visitors = visitors;
    }

    /** Who asks. */
    @GET
    @RunOnVirtualThread
    public Me me() {
        Visitor visitor = visitors.now();
        return new Me(visitor.name(), visitor.how(), visitor.readsAll());
    }

    /**
     * Who asks.
     *
     * @param name the name that RoleBindings use
     * @param how how they signed in
     * @param readsAll whether they see all namespaces
     */
    public record Me(String name, SignedIn how, boolean readsAll) {}
}
