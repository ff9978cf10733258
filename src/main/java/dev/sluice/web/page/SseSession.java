package dev.sluice.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private volatile Message.@Nullable Kind last;

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
    Optional<List<Message>> at(long tick) {
        if (last == Message.Kind.Gone) {
            return Optional.empty();
        }
        List<Message> messages = new ArrayList<>();
        String news = feed.news();
        if (!news.isEmpty()) {
            messages.add(new Message(Message.Kind.News, news));
        }
        Message.Kind state = state(tick);
        if (last != state || tick - told >= BEAT) {
            messages.add(new Message(state));
            last = state;
            told = tick;
        }
        return Optional.of(messages);
    }

    private Message.Kind state(long tick) {
        return feed.over() ? Message.Kind.Gone : tick - seen < GRACE ? Message.Kind.Beat : Message.Kind.Away;
    }

    /**
     * An event that is sent to an open page.
     *
     * @param kind what it is about
     * @param text HTML of news; a dash otherwise, since browsers leave out events that say nothing
     */
    record Message(Kind kind, String text) {
        private static final String NOTHING = "-";

        Message(Kind kind) {
            this(kind, NOTHING);
        }

        /** What pages listen for. */
        enum Kind {
            /** Pieces of the page that changed. */
            News,
            /** All is well: the cluster is seen. */
            Beat,
            /** The cluster is not seen, so what the page shows is what was so. */
            Away,
            /** What the page shows is no more. */
            Gone;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
