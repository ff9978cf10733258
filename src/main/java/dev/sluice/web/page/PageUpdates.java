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

    /**
     * A piece of a page that is sent again when it changes, and only then.
     *
     * @param id where it is on the page
     * @param html what is in it
     */
    record Fragment(String id, String html) {
        /** As the page has it, inside an element of that id. */
        public String html() {
            return html;
        }

        /** As it is sent later. */
        String again() {
            return "<div id=\"" + id + "\" class=\"part\" hx-swap-oob=\"morph\">" + html + "</div>";
        }
    }
}
