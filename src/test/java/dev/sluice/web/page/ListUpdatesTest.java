package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListUpdatesTest {
    private final AtomicLong version = new AtomicLong();
    private RolloutListPage now = listed("a1", "b1", "c1");

    @Test
    void pageThatWasMadeJustNowIsSentNothing() {
        ListUpdates feed = feed(now.seen());

        assertThat(feed.due()).isTrue();
        assertThat(feed.news()).isEmpty();
        assertThat(feed.due()).isFalse();
    }

    @Test
    void pageThatWasAwayIsSentAllRows() {
        assertThat(feed("something older").news())
                .startsWith("<ul id=\"rows\" class=\"rows\" hx-swap-oob=\"morph\">")
                .contains("a1", "b1", "c1")
                .contains("id=\"summary\"");
    }

    @Test
    void onlyTheRowThatChangedIsSent() {
        ListUpdates feed = shown();
        show("a1", "b2", "c1");

        assertThat(feed.news()).isEqualTo("<ul hx-swap-oob=\"morph:#b\"><li>b2</li></ul>");
    }

    @Test
    void rowThatMovesIsTakenOutAndPutInAtItsPlace() {
        ListUpdates feed = shown();
        show("c2", "a1", "b1");

        assertThat(feed.news())
                .isEqualTo("<ul hx-swap-oob=\"delete:#c\"></ul><ul hx-swap-oob=\"afterbegin:#rows\"><li>c2</li></ul>");
    }

    @Test
    void rowsComeAndGo() {
        ListUpdates feed = shown();
        show("a1", "d1", "c1");

        assertThat(feed.news())
                .isEqualTo("<ul hx-swap-oob=\"delete:#b\"></ul><ul hx-swap-oob=\"afterend:#a\"><li>d1</li></ul>");
    }

    @Test
    void changeOfWhatOthersLookAtSendsNothing() {
        ListUpdates feed = shown();
        version.incrementAndGet();

        assertThat(feed.due()).isTrue();
        assertThat(feed.news()).isEmpty();
    }

    private ListUpdates shown() {
        ListUpdates feed = feed(now.seen());
        feed.news();
        return feed;
    }

    private void show(String... rows) {
        now = listed(rows);
        version.incrementAndGet();
    }

    private ListUpdates feed(String seen) {
        return new ListUpdates(version::get, () -> now, listed -> "always the same", seen);
    }

    private static RolloutListPage listed(String... rows) {
        List<RolloutListPage.Row> lines = Stream.of(rows)
                .map(row -> new RolloutListPage.Row(row.substring(0, 1), "<li>" + row + "</li>"))
                .toList();
        return new RolloutListPage(
                true,
                true,
                new Filter("", "", Filter.Show.All, 1),
                lines,
                lines.size(),
                lines.size(),
                List.of(),
                1,
                List.of());
    }
}
