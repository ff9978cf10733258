package dev.sluice.web.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Says no: to people with a page, to scripts with JSON. */
@Singleton
final class ProblemResponses {
    static final String AUTHENTICATE = "WWW-Authenticate";
    static final String BEARER = "Bearer realm=\"sluice\"";
    private static final int FIRST = -1000;

    private final Template page;
    private final ObjectMapper json;

    ProblemResponses(@Location("access/refused.html") Template page, ObjectMapper json) {
        this.page = page;
        this.json = json;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).failureHandler(this::failed);
    }

    /** What goes wrong before a resource is reached. Quarkus REST would say no more than 401 of a token that is nobody's. */
    private void failed(RoutingContext context) {
        if (context.failure() instanceof AuthenticationFailedException) {
            HttpAuthenticator authenticator = Objects.requireNonNull(context.get(HttpAuthenticator.class.getName()));
            authenticator.sendChallenge(context).subscribe().with(_ -> end(context), context::fail);
        } else {
            problem(context.failure()).ifPresentOrElse(problem -> answer(problem, context), context::next);
        }
    }

    /** The identity provider's challenge is but a status and a header. */
    private static void end(RoutingContext context) {
        if (!context.response().ended()) {
            context.response().end();
        }
    }

    @ServerExceptionMapper({
        PermissionDeniedException.class,
        CachingAuthorizer.UnavailableException.class,
        TokenAuthenticator.TooMany.class,
        RolloutActionService.Senseless.class,
        RolloutActionService.Missing.class,
        KubernetesClientException.class
    })
    Response refused(RuntimeException refused, HttpServerRequest request) {
        Problem problem = problem(refused).orElseThrow(() -> refused);
        return Response.status(problem.status())
                .type(type(request))
                .entity(body(problem, request))
                .build();
    }

    /** What somebody is told of a failure; empty when it is nobody's fault but ours. */
    static Optional<Problem> problem(@Nullable Throwable failure) {
        return Optional.ofNullable(
                switch (failure) {
                    case PermissionDeniedException e -> new Problem(403, "Not allowed", text(e), e.cure());
                    case CachingAuthorizer.UnavailableException e -> new Problem(503, "No answer", text(e), "");
                    case TokenAuthenticator.TooMany e -> new Problem(429, "Too many tries", text(e), "");
                    case RolloutActionService.Senseless e -> new Problem(409, "Not now", text(e), "");
                    case RolloutActionService.Missing e -> new Problem(404, "Not there", text(e), "");
                    case KubernetesClientException e ->
                        new Problem(503, "No answer", "the API server did not do it: " + text(e), "");
                    case null, default -> null;
                });
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? "refused" : e.getMessage();
    }

    /** The answer to whoever does not reach a resource. */
    void answer(Problem problem, RoutingContext context) {
        HttpServerResponse response = context.response().setStatusCode(problem.status());
        if (problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.putHeader(AUTHENTICATE, BEARER);
        }
        response.putHeader("Content-Type", type(context.request())).end(body(problem, context.request()));
    }

    /** Whether a person looks at the answer. */
    static boolean forPeople(HttpServerRequest request) {
        @Nullable String accepted = request.getHeader("Accept");
        return accepted != null && accepted.contains(MediaType.TEXT_HTML);
    }

    private static String type(HttpServerRequest request) {
        return (forPeople(request) ? MediaType.TEXT_HTML : MediaType.APPLICATION_JSON) + ";charset=UTF-8";
    }

    private String body(Problem problem, HttpServerRequest request) {
        if (forPeople(request)) {
            return page.data("refusal", problem).render();
        }
        try {
            ObjectNode answer = json.createObjectNode().put("error", problem.error());
            return json.writeValueAsString(problem.cure().isEmpty() ? answer : answer.put("cure", problem.cure()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Why a request gets nothing.
     *
     * @param status of HTTP
     * @param title in few words
     * @param error one sentence
     * @param cure a command that helps; empty when there is none
     */
    @RegisterForReflection
    record Problem(int status, String title, String error, String cure) {
        static Problem unknown() {
            return new Problem(
                    401,
                    "Sign in",
                    "the request has no token that the API server knows",
                    "send the header Authorization: Bearer $(kubectl create token <account>)");
        }

        static Problem foreign() {
            return new Problem(
                    403,
                    "From another site",
                    "the request does not come from this dashboard's own pages (Origin, Sec-Fetch-Site)",
                    "a script sends the header Authorization: Bearer <token>");
        }

        static Problem elsewhere() {
            return new Problem(403, "Not this machine", "the demo answers to localhost and 127.0.0.1 alone (Host)", "");
        }

        /** For people. */
        public String sentence() {
            return Character.toUpperCase(error.charAt(0)) + error.substring(1) + ".";
        }
    }
}
