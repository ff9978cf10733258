package dev.sluice.web.page;

import dev.sluice.web.access.UserContext;

/**
 * What is around every page.
 *
 * @param title of the browser's tab
 * @param at the entry of the menu that this page belongs to
 * @param assets where scripts and styles are
 * @param visitor who looks
 * @param demo whether this is the demo on someone's own machine
 */
record PageLayout(String title, String at, String assets, UserContext visitor, boolean demo) {
    static PageLayout of(String title, String at, UserContext user, boolean demo) {
        return new PageLayout(title, at, Assets.root(), user, demo);
    }
}
