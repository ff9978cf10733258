package dev.sluice.web.page;

import dev.sluice.web.access.AccessConfig;
import dev.sluice.web.access.CurrentUser;
import dev.sluice.web.access.UserContext;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Keeps open pages up to date. Each is looked after a few times a second, and sent what has changed: who reads slowly is sent less often,
 * never more than one message waits for them.
 */
@Path("/live")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Blocking
public final class EventStreamResource {
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final long RETRY_SECONDS = 5;

    private final CurrentUser currentUser;
    private final RolloutListService listService;
    private final RolloutDetailService detailService;
    private final RolloutReadModel readModel;
    private final StreamLimiter limiter;

    EventStreamResource(
            CurrentUser currentUser,
            RolloutListService listService,
            RolloutDetailService detailService,
            RolloutReadModel readModel,
            AccessConfig config) {
        this.currentUser = currentUser;
        this.readModel = readModel;
        this.listService = listService;
        this.detailService = detailService;
        this.limiter = new StreamLimiter(config.streams(), config.streamsEach());
    }

    /**
     * The rows of the list that change. What the page had seen when it was made says nothing of a page that has been sent news since,
     * and comes back with the same address.
     */
    @GET
    @Path("/rollouts")
    public Multi<OutboundSseEvent> list(
            @BeanParam Filter.Asked asked,
            @QueryParam("seen") Optional<String> seen,
            @HeaderParam("Last-Event-ID") Optional<String> last,
            @Context Sse sse) {
        UserContext user = currentUser.now();
        PageUpdates feed = listService.feed(asked.read(), user, last.isPresent() ? "" : seen.orElse(""));
        return stream(feed, user::present, sse);
    }

    /** The pieces of a rollout's page that change. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}")
    public Multi<OutboundSseEvent> rollout(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @Context Sse sse) {
        UserContext user = currentUser.now();
        user.mustRead(namespace);
        PageUpdates feed = detailService.feed(namespace, name, user).orElseThrow(NotFoundException::new);
        return stream(feed, () -> user.present() && user.mayRead(namespace), sse);
    }

    /** Ends when what it shows is not allowed any more, which is asked before anything is sent. */
    private Multi<OutboundSseEvent> stream(PageUpdates feed, BooleanSupplier allowed, Sse sse) {
        String party = currentUser.party();
        if (!limiter.take(party)) {
            throw new ServiceUnavailableException(RETRY_SECONDS);
        }
        SseSession pulse = new SseSession(feed, readModel::fresh);
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(EVERY)
                .onOverflow()
                .drop()
                .filter(pulse::due)
                .onItem()
                .transformToUniAndConcatenate(tick -> Uni.createFrom()
                        .item(() ->
                                allowed.getAsBoolean() ? pulse.at(tick) : Optional.<List<SseSession.Message>>empty())
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .select()
                .first(Optional::isPresent)
                .onItem()
                .transformToIterable(Optional::orElseThrow)
                .map(message -> event(sse, message))
                .onTermination()
                .invoke(() -> limiter.leave(party));
    }

    private static OutboundSseEvent event(Sse sse, SseSession.Message message) {
        OutboundSseEvent.Builder event = sse.newEventBuilder()
                .name(message.kind().word())
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, message.text().replace('\n', ' '));
        // Which news is all the same: that there was some is what a browser tells when it comes back.
        return (message.kind() == SseSession.Message.Kind.News ? event.id("1") : event).build();
    }

    /** Pages that are kept up to date at once: so many in all, and so few of one visitor that the others find a seat too. */
    static final class StreamLimiter {
        private final int most;
        private final int each;
        private final Map<String, Integer> taken = new HashMap<>();
        private int all;

        StreamLimiter(int most, int each) {
            this.most = most;
            this.each = each;
        }

        /** Takes a seat; false when none is left, or the visitor has enough. */
        synchronized boolean take(String visitor) {
            int theirs = taken.getOrDefault(visitor, 0);
            if (all >= most || theirs >= each) {
                return false;
            }
            all++;
            taken.put(visitor, theirs + 1);
            return true;
        }

        /** Gives one back. */
        synchronized void leave(String visitor) {
            all--;
            taken.merge(visitor, -1, Integer::sum);
            taken.remove(visitor, 0);
        }
    }
}
