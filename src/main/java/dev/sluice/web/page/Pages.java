package dev.sluice.web.page;

import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import dev.sluice.view.report.ReportPage;
import dev.sluice.web.access.Sight;
import dev.sluice.web.access.Visitor;
import dev.sluice.web.access.Visitors;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The pages. Each is whole without any script; scripts keep it up to date. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public final class Pages {
    private static final String ROLLOUTS = "rollouts";
    private static final String POLICIES = "policies";

    private final Visitors visitors;
    private final Board board;
    private final Lists lists;
    private final Details details;
    private final Forecasts forecasts;
    private final boolean demo;

    Pages(
            Visitors visitors,
            Board board,
            Lists lists,
            Details details,
            Forecasts forecasts,
            @ConfigProperty(name = "sluice.local", defaultValue = "false") boolean demo) {
        this.visitors = visitors;
        this.board = board;
        this.lists = lists;
        this.details = details;
        this.forecasts = forecasts;
        this.demo = demo;
    }

    /** The list; in the demo, which has but one app, the release that goes on. */
    @GET
    public Object first(@BeanParam Filter.Asked asked) {
        if (!demo) {
            return rollouts(asked);
        }
        Optional<Response> current = board.rollouts().stream()
                .map(one -> Picture.of(one, Instant.now()))
                .min(Picture.BY_URGENCY)
                .map(one ->
                        Response.seeOther(address(one.namespace(), one.name())).build());
        // Before the first release of the demo.
        return current.isPresent() ? current.get() : Templates.waiting(frame("Sluice", ROLLOUTS));
    }

    /** The list. */
    @GET
    @Path("/rollouts")
    public TemplateInstance rollouts(@BeanParam Filter.Asked asked) {
        return Templates.rollouts(frame("Rollouts – Sluice", ROLLOUTS), lists.of(asked.read(), visitors.now()));
    }

    /** A rollout. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}")
    public TemplateInstance rollout(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visitor visitor = visitors.now();
        visitor.mustRead(namespace);
        StoredRollout rollout = board.rollout(namespace, name).orElseThrow(NotFoundException::new);
        Picture picture = Picture.of(rollout, Instant.now());
        return Templates.rollout(
                frame(picture.policy() + ": " + picture.state() + " – Sluice", ROLLOUTS),
                picture,
                details.parts(rollout, visitor));
    }

    /** A rollout as a file to keep. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}/report.html")
    public Response report(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        visitors.now().mustRead(namespace);
        StoredRollout rollout = board.rollout(namespace, name).orElseThrow(NotFoundException::new);
        return Response.ok(ReportPage.of(rollout, Instant.now()), MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Disposition", "attachment; filename=\"" + name + ".html\"")
                .build();
    }

    /** All policies. */
    @GET
    @Path("/policies")
    public TemplateInstance policies() {
        Visitor visitor = visitors.now();
        List<StoredPolicy> readable =
                visitor.readable(Sight.Policies, board.policies(), StoredPolicy::namespace).stream()
                        .sorted(Comparator.comparing(StoredPolicy::namespace).thenComparing(StoredPolicy::name))
                        .toList();
        return Templates.policies(frame("Policies – Sluice", POLICIES), readable, visitor.readsAll(Sight.Policies));
    }

    /** A policy, and its rollouts. */
    @GET
    @Path("/namespaces/{namespace}/policies/{name}")
    public TemplateInstance policy(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visitor visitor = visitors.now();
        visitor.mustRead(Sight.Policies, namespace);
        visitor.mustRead(namespace);
        StoredPolicy policy = board.policy(namespace, name).orElseThrow(NotFoundException::new);
        List<Picture> rollouts = board.rollouts().stream()
                .filter(one ->
                        one.namespace().equals(namespace) && one.spec().policy().equals(name))
                .sorted(StoredRollout.BY_AGE.reversed())
                .map(one -> Picture.of(one, Instant.now()))
                .toList();
        return Templates.policy(
                frame(name + " – Sluice", POLICIES), PolicyView.of(policy, forecasts.of(policy), rollouts));
    }

    private Frame frame(String title, String at) {
        return Frame.of(title, at, visitors.now(), demo);
    }

    private static URI address(String namespace, String name) {
        return URI.create("/namespaces/" + namespace + "/rollouts/" + name);
    }
}
