package dev.sluice.web.page;

import dev.sluice.web.access.Visitor;
import dev.sluice.web.access.Visitors;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
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
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Keeps open pages up to date. Each is looked after a few times a second, and sent what has changed: who reads slowly is sent less often,
 * never more than one message waits for them.
 */
@Path("/live")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Blocking
public final class LiveResource {
    private static final Duration EVERY = Duration.ofMillis(250);
    /** Long enough to be cheap, short enough for proxies that close what is silent for half a minute. */
    private static final int BEAT = 40;

    private static final long RETRY_SECONDS = 5;

    private final Visitors visitors;
    private final Lists lists;
    private final Details details;
    private final Board board;
    private final Seats seats;

    LiveResource(Visitors visitors, Lists lists, Details details, Board board, PageConfig config) {
        this.visitors = visitors;
        this.board = board;
        this.lists = lists;
        this.details = details;
        this.seats = new Seats(config.streams(), config.streamsEach());
    }

    /** The rows of the list that change. */
    @GET
    @Path("/rollouts")
    public Multi<OutboundSseEvent> list(
            @BeanParam Filter.Asked asked, @QueryParam("seen") Optional<String> seen, @Context Sse sse) {
        Visitor visitor = visitors.now();
        return stream(lists.feed(asked.read(), visitor, seen.orElse("")), visitor::present, sse);
    }

    /** The pieces of a rollout's page that change. */
    @GET
    @Path("/namespaces/{namespace}/rollouts/{name}")
    public Multi<OutboundSseEvent> rollout(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @Context Sse sse) {
        Visitor visitor = visitors.now();
        visitor.mustRead(namespace);
        Feed feed = details.feed(namespace, name, visitor).orElseThrow(NotFoundException::new);
        return stream(feed, () -> visitor.present() && visitor.mayRead(namespace), sse);
    }

    /** Ends when what it shows is not allowed any more, which is asked before anything is sent. */
    private Multi<OutboundSseEvent> stream(Feed feed, BooleanSupplier allowed, Sse sse) {
        String party = visitors.party();
        if (!seats.take(party)) {
            throw new ServiceUnavailableException(RETRY_SECONDS);
        }
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(EVERY)
                .onOverflow()
                .drop()
                .filter(tick -> tick % BEAT == 0 || feed.due())
                .onItem()
                .transformToUniAndConcatenate(tick -> Uni.createFrom()
                        .item(() -> allowed.getAsBoolean() ? Optional.of(feed.news()) : Optional.<String>empty())
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .select()
                .first(Optional::isPresent)
                .map(news -> event(sse, news.orElse("")))
                .onTermination()
                .invoke(() -> seats.leave(party));
    }

    private OutboundSseEvent event(Sse sse, String news) {
        return sse.newEventBuilder()
                .name(!news.isEmpty() ? "news" : board.fresh() ? "beat" : "away")
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, news.isEmpty() ? "-" : news.replace('\n', ' '))
                .build();
    }
}
