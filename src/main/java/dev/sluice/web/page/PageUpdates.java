package dev.sluice.web.page;

/** What one open page is sent. */
interface PageUpdates {
    /** Whether there may be news; asked often, on the event loop. */
    boolean due();

    /** The pieces of the page that have changed since it was asked last, as HTML; empty when none has. May wait. */
    String news();

    /** Whether what the page shows is no more, so that nothing will follow what was sent. */
    default boolean over() {
        return false;
    }
}
