package dev.sluice.web.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Says no: to people with a page, to scripts with JSON. */
@Singleton
final class ProblemResponses {
    private final Template page;
    private final ObjectMapper json;

    ProblemResponses(@Location("access/refused.html") Template page, ObjectMapper json) {
        this.page = page;
        this.json = json;
    }

    @ServerExceptionMapper
    Response notAllowed(PermissionDeniedException refused, HttpServerRequest request) {
        return response(ProblemDetails.of(refused), request);
    }

    @ServerExceptionMapper
    Response unanswered(AuthorizerUnavailableException refused, HttpServerRequest request) {
        return response(ProblemDetails.of(refused), request);
    }

    @ServerExceptionMapper
    Response tooMany(TokenAuthenticator.TooMany refused, HttpServerRequest request) {
        return response(ProblemDetails.of(refused), request);
    }

    @ServerExceptionMapper
    Response senseless(RolloutActionService.Senseless refused, HttpServerRequest request) {
        return response(ProblemDetails.of(refused), request);
    }

    @ServerExceptionMapper
    Response missing(RolloutActionService.Missing refused, HttpServerRequest request) {
        return response(ProblemDetails.of(refused), request);
    }

    @ServerExceptionMapper
    Response unavailable(KubernetesClientException refused, HttpServerRequest request) {
        return response(ProblemDetails.of(refused), request);
    }

    /** The answer of a resource. */
    Response response(ProblemDetails refusal, HttpServerRequest request) {
        return Response.status(refusal.status())
                .type(type(request))
                .entity(body(refusal, request))
                .build();
    }

    /** The answer of the authentication filter. */
    void answer(ProblemDetails refusal, RoutingContext context) {
        HttpServerResponse response = context.response().setStatusCode(refusal.status());
        if (refusal.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"sluice\"");
        }
        response.putHeader("Content-Type", type(context.request())).end(body(refusal, context.request()));
    }

    /** Whether a person looks at the answer. */
    static boolean forPeople(HttpServerRequest request) {
        @Nullable String accepted = request.getHeader("Accept");
        return accepted != null && accepted.contains(MediaType.TEXT_HTML);
    }

    private static String type(HttpServerRequest request) {
        return (forPeople(request) ? MediaType.TEXT_HTML : MediaType.APPLICATION_JSON) + ";charset=UTF-8";
    }

    private String body(ProblemDetails refusal, HttpServerRequest request) {
        if (forPeople(request)) {
            return page.data("refusal", refusal).render();
        }
        try {
            ObjectNode answer = json.createObjectNode().put("error", refusal.error());
            return json.writeValueAsString(refusal.cure().isEmpty() ? answer : answer.put("cure", refusal.cure()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
