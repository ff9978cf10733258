package dev.sluice.web.access;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Tells a script who it is here, and what it may do. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class MeResource {
    private final CurrentUser currentUser;

    MeResource(CurrentUser currentUser) {
        this.currentUser = currentUser;
    }

    /** Who asks. */
    @GET
    @Path("/me")
    public Me me() {
        UserContext user = currentUser.now();
        return new Me(user.name(), user.how(), user.readsAll());
    }

    /** What they may do in a namespace. */
    @GET
    @Path("/namespaces/{namespace:[a-z0-9-]{1,63}}/me")
    public Rights rights(@PathParam("namespace") String namespace) {
        UserContext user = currentUser.now();
        return new Rights(user.mayRead(namespace), user.maySteer(namespace), user.mayRelease(namespace));
    }

    /**
     * Who asks.
     *
     * @param name the name that RoleBindings use
     * @param how how they signed in
     * @param readsAll whether they see all namespaces
     */
    public record Me(String name, UserContext.AuthenticationMethod how, boolean readsAll) {}

    /**
     * What they may do.
     *
     * @param read whether they see the rollouts
     * @param steer whether they may pause, resume, promote and abort them
     * @param release whether they may retry and undo
     */
    public record Rights(boolean read, boolean steer, boolean release) {}
}
