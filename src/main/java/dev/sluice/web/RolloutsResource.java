package dev.sluice.web;

import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredRollout;
import dev.sluice.web.access.Visitor;
import dev.sluice.web.access.Visitors;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** What goes on, for the page and for scripts. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class RolloutsResource {
    private static final Duration EVERY = Duration.ofMillis(500);
    private final Rollouts rollouts;
    private final Visitors visitors;

    RolloutsResource(Rollouts rollouts, Visitors visitors) {
        this.rollouts = rollouts;
        this.visitors = visitors;
    }

    /** All rollouts that the visitor may see, newest first. */
    @GET
    @Path("/rollouts")
    public List<RolloutView> rollouts() {
        return views(visitors.now());
    }

    /** The same twice a second. What cannot be read now is left out, and tried again. */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<List<RolloutView>> stream() {
        Visitor visitor = visitors.now();
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(EVERY)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> now(visitor));
    }

    private List<RolloutView> views(Visitor visitor) {
        return visitor.readable(rollouts.all(), StoredRollout::namespace).stream()
                .sorted(Comparator.comparing(StoredRollout::created).reversed())
                .map(RolloutView::of)
                .toList();
    }

    private Uni<List<RolloutView>> now(Visitor visitor) {
        return Uni.createFrom()
                .item(() -> views(visitor))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .recoverWithNull();
    }
}
