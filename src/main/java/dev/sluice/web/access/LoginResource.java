package dev.sluice.web.access;

import io.quarkus.oidc.OidcSession;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where people come in with a token, and go out. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class LoginResource {
    private static final String NOBODYS = "The API server does not know this token, or does not take it any more.";
    private static final String NOTHING_DONE =
            "Your session has ended, and nothing was done. Sign in, and press it again if it is still wanted.";
    private static final String TOO_LONG =
            "This token is too long for a browser's cookie. Take a shorter one: kubectl create token.";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Template page;
    private final TokenAuthenticator tokens;
    private final SessionCookie session;
    private final OidcSession provider;
    private final AccessConfig config;

    LoginResource(
            @Location("access/login.html") Template page,
            TokenAuthenticator tokens,
            SessionCookie session,
            OidcSession provider,
            AccessConfig config) {
        this.provider = provider;
        this.config = config;
        this.page = page;
        this.tokens = tokens;
        this.session = session;
    }

    /** The page that asks for a token. */
    @GET
    @Path("login")
    public TemplateInstance ask(
            @QueryParam("next") @Nullable String next, @QueryParam(SafeRedirects.UNDONE) @Nullable String undone) {
        return page(undone == null ? "" : NOTHING_DONE, next);
    }

    /** Signs in and leads on. */
    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RunOnVirtualThread
    public Response enter(
            @FormParam("token") @Nullable String token,
            @FormParam("next") @Nullable String next,
            @Context HttpServerRequest request) {
        String bare = token == null ? "" : token.strip();
        if (bare.isEmpty()
                || tokens.who(bare, TokenAuthenticator.address(request)).isEmpty()) {
            return again(Response.Status.UNAUTHORIZED, NOBODYS, next);
        }
        return session.begin(request, bare)
                ? Response.seeOther(URI.create(SafeRedirects.inside(next))).build()
                : again(Response.Status.BAD_REQUEST, TOO_LONG, next);
    }

    /** Where the identity provider sends people back to: nobody gets here who has not signed in there. */
    @GET
    @Path("login/oidc")
    public Response back(@QueryParam("next") @Nullable String next) {
        return Response.seeOther(URI.create(SafeRedirects.inside(next))).build();
    }

    /** Signs out. */
    @POST
    @Path("logout")
    @RunOnVirtualThread
    public Response leave(@Context HttpServerRequest request) {
        session.end(request);
        if (config.oidc().enabled() && provider.getIdToken() != null) {
            // Here alone: the provider's own session goes on.
            provider.logout().await().atMost(PATIENCE);
        }
        return Response.seeOther(URI.create(SafeRedirects.LOGIN)).build();
    }

    private Response again(Response.Status status, String problem, @Nullable String next) {
        return Response.status(status).entity(page(problem, next)).build();
    }

    private TemplateInstance page(String problem, @Nullable String next) {
        String provider = config.oidc().enabled() ? config.oidc().name() : "";
        String way = SafeRedirects.inside(next);
        return page.data("problem", problem, "next", way, "provider", provider)
                .data("wanted", URLEncoder.encode(way, StandardCharsets.UTF_8));
    }
}
