package dev.sluice.web.page;

/**
 * A piece of a page that is sent again when it changes, and only then.
 *
 * @param id where it is on the page
 * @param html what is in it
 */
record PageFragment(String id, String html) {
    /** As the page has it, inside an element of that id. */
    public String html() {
        return html;
    }

    /** As it is sent later. */
    String again() {
        return "<div id=\"" + id + "\" class=\"part\" hx-swap-oob=\"morph\">" + html + "</div>";
    }
}
