package dev.sluice.web.page;

import dev.sluice.web.access.CurrentUser;
import dev.sluice.web.access.UserContext;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Tells visitors what is not there, or went wrong, on a page like the others; scripts, and whoever has not signed in, get the bare status. */
@Singleton
final class PageExceptionMappers {
    private static final Logger LOG = Logger.getLogger(PageExceptionMappers.class);
    private static final String RETRY_SECONDS = "2";

    private final CurrentUser currentUser;
    private final RolloutReadModel readModel;

    PageExceptionMappers(CurrentUser currentUser, RolloutReadModel readModel) {
        this.currentUser = currentUser;
        this.readModel = readModel;
    }

    @ServerExceptionMapper
    Response nothing(NotFoundException e, HttpServerRequest request) {
        if (!readModel.ready()) {
            return answer(
                    Response.status(Response.Status.SERVICE_UNAVAILABLE).header("Retry-After", RETRY_SECONDS),
                    request,
                    "One moment",
                    "Sluice has just started and still reads the cluster. Try again in a few seconds.");
        }
        return answer(
                Response.status(Response.Status.NOT_FOUND),
                request,
                "Nothing is here",
                "There is no such page, rollout or policy, or not any more: finished rollouts are kept up to the policy's historyLimit.");
    }

    @ServerExceptionMapper
    Response failed(Exception e, HttpServerRequest request) {
        if (e instanceof WebApplicationException known) {
            return known.getResponse();
        }
        LOG.errorf(e, "%s failed", request.path());
        return answer(
                Response.serverError(),
                request,
                "That went wrong",
                "Sluice could not make this page; its log tells why. Releases are not touched by that.");
    }

    private Response answer(Response.ResponseBuilder response, HttpServerRequest request, String title, String text) {
        @Nullable String accepted = request.getHeader("Accept");
        Optional<UserContext> visitor = currentUser.known();
        if (accepted == null || !accepted.contains(MediaType.TEXT_HTML) || visitor.isEmpty()) {
            return response.build();
        }
        Pages.PageLayout frame = Pages.PageLayout.of(title + " – Sluice", "", visitor.get(), false);
        return response.type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.problem(frame, title, text).render())
                .build();
    }
}
