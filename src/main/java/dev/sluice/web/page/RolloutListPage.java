package dev.sluice.web.page;

import java.util.List;

/**
 * One page of the list.
 *
 * @param ready whether the cluster was read at all
 * @param everything whether the visitor may see the rollouts of all namespaces
 * @param filter what was asked for
 * @param lines what is on it
 * @param found rollouts that were asked for, on all pages
 * @param all rollouts that the visitor may see
 * @param namespaces of those
 * @param pages how many there are
 * @param left what is said of rollouts that are not shown, since their namespace has very many
 */
record RolloutListPage(
        boolean ready,
        boolean everything,
        Filter filter,
        List<Row> lines,
        int found,
        int all,
        List<String> namespaces,
        int pages,
        List<String> left) {
    RolloutListPage {
        left = List.copyOf(left);
        lines = List.copyOf(lines);
        namespaces = List.copyOf(namespaces);
    }

    /** Whether there is a page before this one. */
    public boolean hasEarlier() {
        return filter.page() > 1;
    }

    /** Whether there is a page after this one. */
    public boolean hasLater() {
        return filter.page() < pages;
    }

    /** What the list can be narrowed to. */
    public List<Filter.Show> shows() {
        return List.of(Filter.Show.values());
    }

    /** The address of the page before this one, from its question mark on. */
    public String earlier() {
        return filter.at(filter.page() - 1).query();
    }

    /** The address of the page after this one, from its question mark on. */
    public String later() {
        return filter.at(filter.page() + 1).query();
    }

    /** What keeps this page up to date, from its question mark on. */
    public String live() {
        String query = filter.query();
        return (query.isEmpty() ? "?" : query + "&") + "seen=" + seen();
    }

    /** What a page that shows this has seen. */
    public String seen() {
        return Integer.toHexString(lines.hashCode()) + "-" + found + "-" + all
                + (left.isEmpty() ? "" : "-" + Integer.toHexString(left.hashCode()));
    }

    /**
     * A line of the list: a rollout, or the heading of those that follow.
     *
     * @param id where it is on the page
     * @param html all of it
     */
    record Row(String id, String html) {}
}
