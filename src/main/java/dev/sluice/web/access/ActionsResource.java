package dev.sluice.web.access;

import dev.sluice.view.RolloutAction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Locale;

/** Steers a rollout. A person is led back to its page, a script is answered in JSON. */
@Path("/api/v1/namespaces/{namespace:[a-z0-9-]{1,63}}/rollouts/{name:[a-z0-9.-]{1,253}}/actions")
public final class ActionsResource {
    private final CurrentUser currentUser;
    private final RolloutActionService steering;

    ActionsResource(CurrentUser currentUser, RolloutActionService steering) {
        this.currentUser = currentUser;
        this.steering = steering;
    }

    /** Does it. */
    @POST
    @Path("/{verb:pause|resume|promote|abort|retry|undo}")
    @RunOnVirtualThread
    public Response act(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("verb") String verb,
            @Context HttpServerRequest request) {
        String said = steering.act(currentUser.now(), namespace, name, verb(verb));
        return ProblemResponses.forPeople(request)
                ? Response.seeOther(UriBuilder.fromPath("/namespaces/{namespace}/rollouts/{name}")
                                .build(namespace, name))
                        .build()
                : Response.ok(new Done(namespace, name, verb, said), MediaType.APPLICATION_JSON)
                        .build();
    }

    private static RolloutAction verb(String word) {
        return RolloutAction.valueOf(word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }

    /**
     * What was done.
     *
     * @param namespace of the rollout
     * @param rollout its name
     * @param action what was asked for
     * @param said what was done and who wanted it
     */
    @RegisterForReflection
    public record Done(String namespace, String rollout, String action, String said) {}
}
