package dev.sluice.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides at each tick what an open page is sent. Whether the cluster is seen is told by itself: a page with news each second, such as
 * the time that is left of a hold, would otherwise never hear that they are made of what was so.
 */
final class SseSession {
    /** Ticks between two beats: few enough for proxies that close what is silent for half a minute. */
    static final int BEAT = 40;
    /** Ticks without a watch that are not worth a word: each watch is begun anew every few minutes. */
    static final int GRACE = 8;

    private final PageUpdates feed;
    private final BooleanSupplier fresh;
    private volatile long seen = -GRACE;
    private volatile long told;
    private volatile SseMessage.@Nullable Kind last;

    /**
     * Before anything is sent.
     *
     * @param feed what changes on the page
     * @param fresh whether the cluster is seen; asked often, on the event loop
     */
    SseSession(PageUpdates feed, BooleanSupplier fresh) {
        this.feed = feed;
        this.fresh = fresh;
    }

    /** Whether there may be something to send; quick. */
    boolean due(long tick) {
        if (fresh.getAsBoolean()) {
            seen = tick;
        }
        return last != state(tick) || tick - told >= BEAT || feed.due();
    }

    /** What is sent; empty when the stream is to end. May wait. */
    Optional<List<SseMessage>> at(long tick) {
        if (last == SseMessage.Kind.Gone) {
            return Optional.empty();
        }
        List<SseMessage> messages = new ArrayList<>();
        String news = feed.news();
        if (!news.isEmpty()) {
            messages.add(new SseMessage(SseMessage.Kind.News, news));
        }
        SseMessage.Kind state = state(tick);
        if (last != state || tick - told >= BEAT) {
            messages.add(new SseMessage(state));
            last = state;
            told = tick;
        }
        return Optional.of(messages);
    }

    private SseMessage.Kind state(long tick) {
        return feed.over() ? SseMessage.Kind.Gone : tick - seen < GRACE ? SseMessage.Kind.Beat : SseMessage.Kind.Away;
    }
}
