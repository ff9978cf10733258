package dev.sluice.web.page;

import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.report.HtmlReport;
import dev.sluice.web.access.CurrentUser;
import dev.sluice.web.access.UserContext;
import dev.sluice.web.access.ViewPermission;
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

    private final CurrentUser currentUser;
    private final RolloutReadModel readModel;
    private final RolloutListService listService;
    private final RolloutDetailService detailService;
    private final ForecastCache forecasts;
    private final RolloutClient rollouts;
    private final boolean demo;

    Pages(
            CurrentUser currentUser,
            RolloutReadModel readModel,
            RolloutListService listService,
            RolloutDetailService detailService,
            ForecastCache forecasts,
            RolloutClient rollouts,
            @ConfigProperty(name = "sluice.local", defaultValue = "false") boolean demo) {
        this.currentUser = currentUser;
        this.readModel = readModel;
        this.listService = listService;
        this.detailService = detailService;
        this.forecasts = forecasts;
        this.rollouts = rollouts;
        this.demo = demo;
    }

    /** The list; in the demo, which has but one app, the release that goes on. */
    @GET
    public Object first(@BeanParam Filter.Asked asked) {
        if (!demo) {
            return rollouts(asked);
        }
        Optional<Response> current = readModel.rollouts().stream()
                .map(one -> RolloutDisplay.of(one, Instant.now()))
                .min(RolloutDisplay.BY_URGENCY)
                .map(one ->
                        Response.seeOther(address(one.namespace(), one.name())).build());
        // Before the first release of the demo.
        return current.isPresent() ? current.get() : Templates.waiting(frame("Sluice", ROLLOUTS));
    }

    /** The list. */
    @GET
    @Path("/rollouts")
    public TemplateInstance rollouts(@BeanParam Filter.Asked asked) {
        return Templates.rollouts(
                frame("Rollouts – Sluice", ROLLOUTS), listService.of(asked.read(), currentUser.now()));
    }

    /** A rollout. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}")
    public TemplateInstance rollout(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        UserContext user = currentUser.now();
        user.mustRead(namespace);
        StoredRollout rollout = readModel
                .rollout(namespace, name)
                .or(() -> readModel.leaves(namespace, name) ? rollouts.get(namespace, name) : Optional.empty())
                .orElseThrow(NotFoundException::new);
        RolloutDisplay display = RolloutDisplay.of(rollout, Instant.now());
        return Templates.rollout(
                frame(display.policy() + ": " + display.state() + " – Sluice", ROLLOUTS),
                display,
                detailService.parts(rollout, user));
    }

    /** A rollout as a file to keep, with its recording, which the API server alone has. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}/report.html")
    public Response report(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        currentUser.now().mustRead(namespace);
        StoredRollout rollout = rollouts.get(namespace, name).orElseThrow(NotFoundException::new);
        return Response.ok(HtmlReport.of(rollout, Instant.now()), MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Disposition", "attachment; filename=\"" + name + ".html\"")
                .build();
    }

    /** All policies. */
    @GET
    @Path("/policies")
    public TemplateInstance policies() {
        UserContext user = currentUser.now();
        List<StoredPolicy> readable =
                user.readable(ViewPermission.Policies, readModel.policies(), StoredPolicy::namespace).stream()
                        .sorted(Comparator.comparing(StoredPolicy::namespace).thenComparing(StoredPolicy::name))
                        .toList();
        return Templates.policies(
                frame("Policies – Sluice", POLICIES), readable, user.readsAll(ViewPermission.Policies));
    }

    /** A policy, and its rollouts. */
    @GET
    @Path("/namespaces/{namespace}/policies/{name}")
    public TemplateInstance policy(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        UserContext user = currentUser.now();
        user.mustRead(ViewPermission.Policies, namespace);
        user.mustRead(namespace);
        StoredPolicy policy = readModel.policy(namespace, name).orElseThrow(NotFoundException::new);
        List<RolloutDisplay> rollouts = readModel.rollouts().stream()
                .filter(one ->
                        one.namespace().equals(namespace) && one.spec().policy().equals(name))
                .sorted(StoredRollout.BY_AGE.reversed())
                .map(one -> RolloutDisplay.of(one, Instant.now()))
                .toList();
        return Templates.policy(
                frame(name + " – Sluice", POLICIES), PolicyView.of(policy, forecasts.of(policy), rollouts));
    }

    private PageLayout frame(String title, String at) {
        return PageLayout.of(title, at, currentUser.now(), demo);
    }

    private static URI address(String namespace, String name) {
        return URI.create("/namespaces/" + namespace + "/rollouts/" + name);
    }
}
