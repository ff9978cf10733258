package dev.sluice.web.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Sends a page of the list the rows that changed, moved, came or went, and no others. */
final class ListUpdates implements PageUpdates {
    private static final String ROWS = "rows";
    private final LongSupplier board;
    private final Supplier<RolloutListPage> list;
    private final Function<RolloutListPage, String> summarize;
    private final String seen;
    private volatile long version = -1;
    private List<RolloutListPage.Row> shown = List.of();
    private String summary = "";

    /**
     * Before anything is sent.
     *
     * @param board rises whenever the list may have changed
     * @param list what is on it now
     * @param summarize what is said about it above the rows
     * @param seen what the page shows already, by {@link RolloutListPage#seen()}
     */
    ListUpdates(
            LongSupplier board,
            Supplier<RolloutListPage> list,
            Function<RolloutListPage, String> summarize,
            String seen) {
        this.board = board;
        this.list = list;
        this.summarize = summarize;
        this.seen = seen;
    }

    @Override
    public boolean due() {
        return version != board.getAsLong();
    }

    @Override
    public String news() {
        long now = board.getAsLong();
        if (now == version) {
            return "";
        }
        RolloutListPage listed = list.get();
        boolean first = version < 0;
        version = now;
        List<RolloutListPage.Row> before = shown;
        shown = listed.lines();
        String said = summarize.apply(listed);
        String news = first ? all(listed) : changes(before, shown);
        boolean same = said.equals(summary) || first && news.isEmpty();
        summary = said;
        return same ? news : news + new PageUpdates.Fragment("summary", said).again();
    }

    /** A page that was made just now needs nothing; one that was away for a while is told everything. */
    private String all(RolloutListPage listed) {
        return listed.seen().equals(seen)
                ? ""
                : "<ul id=\"" + ROWS + "\" class=\"rows\" hx-swap-oob=\"morph\">" + html(listed.lines()) + "</ul>";
    }

    private static String html(List<RolloutListPage.Row> lines) {
        return lines.stream().map(RolloutListPage.Row::html).collect(Collectors.joining());
    }

    private static String changes(List<RolloutListPage.Row> before, List<RolloutListPage.Row> after) {
        Map<String, String> known = new HashMap<>();
        before.forEach(line -> known.put(line.id(), line.html()));
        Set<String> staying = after.stream().map(RolloutListPage.Row::id).collect(Collectors.toSet());
        List<String> kept = before.stream()
                .map(RolloutListPage.Row::id)
                .filter(staying::contains)
                .toList();
        StringBuilder news = new StringBuilder();
        before.stream().filter(line -> !staying.contains(line.id())).forEach(line -> news.append(gone(line.id())));
        int next = 0;
        String above = "";
        for (RolloutListPage.Row line : after) {
            boolean inPlace = next < kept.size() && kept.get(next).equals(line.id());
            if (inPlace) {
                next++;
                if (!line.html().equals(known.get(line.id()))) {
                    news.append(changed(line));
                }
            } else {
                if (known.containsKey(line.id())) {
                    news.append(gone(line.id()));
                    kept = kept.stream().filter(id -> !id.equals(line.id())).toList();
                }
                news.append(come(line, above));
            }
            above = line.id();
        }
        return news.toString();
    }

    private static String changed(RolloutListPage.Row line) {
        return "<ul hx-swap-oob=\"morph:#" + line.id() + "\">" + line.html() + "</ul>";
    }

    private static String gone(String id) {
        return "<ul hx-swap-oob=\"delete:#" + id + "\"></ul>";
    }

    private static String come(RolloutListPage.Row line, String above) {
        String where = above.isEmpty() ? "afterbegin:#" + ROWS : "afterend:#" + above;
        return "<ul hx-swap-oob=\"" + where + "\">" + line.html() + "</ul>";
    }
}
