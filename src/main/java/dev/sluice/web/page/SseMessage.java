package dev.sluice.web.page;

import java.util.Locale;

/**
 * An event that is sent to an open page.
 *
 * @param kind what it is about
 * @param text HTML of news; a dash otherwise, since browsers leave out events that say nothing
 */
record SseMessage(Kind kind, String text) {
    private static final String NOTHING = "-";

    SseMessage(Kind kind) {
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
