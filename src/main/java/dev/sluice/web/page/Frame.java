package dev.sluice.web.page;

import dev.sluice.web.access.Visitor;

/**
 * What is around every page.
 *
 * @param title of the browser's tab
 * @param at the entry of the menu that this page belongs to
 * @param assets where scripts and styles are
 * @param visitor who looks
 * @param demo whether this is the demo on someone's own machine
 */
record Frame(String title, String at, String assets, Visitor visitor, boolean demo) {
    static Frame of(String title, String at, Visitor visitor, boolean demo) {
        return new Frame(title, at, Assets.root(), visitor, demo);
    }
}
