package dev.sluice.web.page;

/** What one open page is sent. */
interface Feed {
    /** Whether there may be news; asked often, on the event loop. */
    boolean due();

    /** The pieces of the page that have changed since it was asked last, as HTML; empty when none has. May wait. */
    String news();
}
