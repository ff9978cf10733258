package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoredRollout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DetailUpdatesTest {
    private final AtomicLong clock = new AtomicLong(Duration.ofDays(1).toNanos());
    private final Page page = new Page();
    private final DetailUpdates feed = new DetailUpdates(page, page.rollout, clock::get);

    @Test
    void changeOfAnotherRolloutMakesNoPieceAnew() {
        assertThat(feed.news()).contains("made 1");
        page.version++;

        assertThat(feed.due()).isTrue();
        assertThat(feed.news()).isEmpty();
        assertThat(page.made).isEqualTo(1);
        assertThat(feed.due()).isFalse();
    }

    @Test
    void changeOfTheRolloutIsSent() {
        feed.news();
        page.version++;
        page.mark++;

        assertThat(feed.news()).contains("made 2");
    }

    @Test
    void timeThatIsLeftGoesOnByItself() {
        feed.news();
        clock.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(feed.due()).isTrue();
        assertThat(feed.news()).contains("made 2");
    }

    @Test
    void rolloutThatIsDeletedIsSaidToBeGoneAndNothingFollows() {
        feed.news();
        page.gone = true;
        page.version++;

        assertThat(feed.news()).contains("hx-swap-oob", "gone").doesNotContain("made");
        assertThat(feed.over()).isTrue();
    }

    private static final class Page implements DetailUpdates.Subject {
        private final StoredRollout rollout = Made.stored(Made.holding("shop", "cart", 1));
        private long version;
        private long mark;
        private int made;
        private boolean gone;

        @Override
        public long version() {
            return version;
        }

        @Override
        public Optional<StoredRollout> now() {
            return gone ? Optional.empty() : Optional.of(rollout);
        }

        @Override
        public Object mark(StoredRollout one) {
            return mark;
        }

        @Override
        public List<PageFragment> parts(StoredRollout one) {
            made++;
            return List.of(new PageFragment("hero", "made " + made));
        }

        @Override
        public List<PageFragment> gone(StoredRollout one) {
            return List.of(new PageFragment("hero", "gone"));
        }
    }
}
