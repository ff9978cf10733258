package dev.sluice.web.page;

import static dev.sluice.web.page.SseSession.Message.Kind.Away;
import static dev.sluice.web.page.SseSession.Message.Kind.Beat;
import static dev.sluice.web.page.SseSession.Message.Kind.Gone;
import static dev.sluice.web.page.SseSession.Message.Kind.News;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SseSessionTest {
    private final Page page = new Page();
    private final SseSession pulse = new SseSession(page, () -> page.fresh);

    @Test
    void pageWithNewsAtEachTickIsToldThatTheClusterIsAway() {
        page.news = "the time that is left";
        assertThat(sent(0)).containsExactly(News, Beat);
        page.fresh = false;

        assertThat(sent(1, SseSession.GRACE)).contains(News, Away).doesNotContain(Beat);
    }

    @Test
    void pageThatIsOpenedWhileTheClusterIsAwayIsNeverToldThatAllIsWell() {
        page.fresh = false;

        assertThat(sent(0, SseSession.BEAT)).containsExactly(Away, Away);
    }

    @Test
    void clusterThatComesBackIsToldAtOnce() {
        page.fresh = false;
        sent(0);
        page.fresh = true;

        assertThat(sent(1)).containsExactly(Beat);
    }

    @Test
    void watchThatIsBegunAnewIsNotWorthAWord() {
        sent(0);
        page.fresh = false;
        assertThat(sent(1, SseSession.GRACE - 1)).isEmpty();
        page.fresh = true;

        assertThat(sent(SseSession.GRACE)).isEmpty();
    }

    @Test
    void silentPageIsSentABeatNowAndThen() {
        assertThat(sent(0, 2 * SseSession.BEAT)).containsExactly(Beat, Beat, Beat);
    }

    @Test
    void streamEndsAfterTheWordThatWhatItShowsIsGone() {
        sent(0);
        page.news = "deleted";
        page.over = true;
        assertThat(sent(1)).containsExactly(News, Gone);

        assertThat(pulse.due(2)).isTrue();
        assertThat(pulse.at(2)).isEmpty();
    }

    private List<SseSession.Message.Kind> sent(long tick) {
        return sent(tick, tick);
    }

    private List<SseSession.Message.Kind> sent(long from, long to) {
        List<SseSession.Message.Kind> sent = new ArrayList<>();
        for (long tick = from; tick <= to; tick++) {
            Optional<List<SseSession.Message>> messages = pulse.due(tick) ? pulse.at(tick) : Optional.of(List.of());
            messages.orElseThrow().forEach(message -> sent.add(message.kind()));
        }
        return sent;
    }

    private static final class Page implements PageUpdates {
        private boolean fresh = true;
        private boolean over;
        private String news = "";

        @Override
        public boolean due() {
            return over || !news.isEmpty();
        }

        @Override
        public String news() {
            return news;
        }

        @Override
        public boolean over() {
            return over;
        }
    }
}
