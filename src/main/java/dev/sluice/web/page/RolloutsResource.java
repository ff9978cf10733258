package dev.sluice.web.page;

import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.web.access.CurrentUser;
import dev.sluice.web.access.UserContext;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * What goes on, for scripts. All of it comes from the board, so that nobody makes the API server list everything. A single rollout is what the API
 * server has at this moment, which a script may have changed just now.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class RolloutsResource {
    private static final long RETRY_SECONDS = 2;

    private final CurrentUser currentUser;
    private final RolloutReadModel readModel;
    private final RolloutClient rollouts;

    RolloutsResource(CurrentUser currentUser, RolloutReadModel readModel, RolloutClient rollouts) {
        this.currentUser = currentUser;
        this.readModel = readModel;
        this.rollouts = rollouts;
    }

    /** All rollouts that the visitor may see, newest first. */
    @GET
    @Path("/rollouts")
    public List<RolloutView> rollouts() {
        if (!readModel.ready()) {
            throw new ServiceUnavailableException(RETRY_SECONDS);
        }
        return currentUser.now().readable(readModel.rollouts(), StoredRollout::namespace).stream()
                .sorted(StoredRollout.BY_AGE.reversed())
                .map(RolloutView::of)
                .toList();
    }

    /** One of them. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}")
    public RolloutView rollout(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        UserContext user = currentUser.now();
        user.mustRead(namespace);
        return rollouts.get(namespace, name).map(RolloutView::of).orElseThrow(NotFoundException::new);
    }
}
