package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Timeline.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Counts ONE = new Counts(1, 0, 0, 0);

    @Property(tries = 100)
    void losesNoRequestAndStaysBounded(
            @ForAll @IntRange(min = 1, max = 3000) int looks, @ForAll @IntRange(min = 1, max = 90) int apart) {
        Timeline timeline = Timeline.begin(START);
        for (int i = 0; i < looks; i++) {
            timeline = timeline.plus(START.plusSeconds((long) i * apart), point(10, ONE));
        }
        assertThat(timeline.points()).hasSizeLessThanOrEqualTo(Timeline.MOST);
        assertThat(timeline.points().stream().mapToLong(p -> p.users().green()).sum())
                .isEqualTo(looks);
        Instant end = timeline.from()
                .plus(timeline.every().multipliedBy(timeline.points().size()));
        assertThat(end).isAfter(START.plusSeconds((long) (looks - 1) * apart));
    }

    @Example
    void countsNothingWhileNobodyLooked() {
        Timeline timeline =
                Timeline.begin(START).plus(START, point(10, ONE)).plus(START.plusSeconds(3), point(25, ONE));

        assertThat(timeline.points())
                .containsExactly(point(10, ONE), point(10, Counts.NONE), point(10, Counts.NONE), point(25, ONE));
    }

    @Example
    void pointShowsHowItsTimeEnded() {
        Timeline timeline =
                Timeline.begin(START).plus(START, point(10, ONE)).plus(START.plusMillis(900), point(25, ONE));

        assertThat(timeline.points()).containsExactly(point(25, new Counts(2, 0, 0, 0)));
    }

    @Example
    void clockThatGoesBackBreaksNothing() {
        Timeline timeline = Timeline.begin(START)
                .plus(START.plusSeconds(5), point(10, ONE))
                .plus(START.minusSeconds(5), point(10, ONE));

        assertThat(timeline.points()).hasSize(6);
        assertThat(timeline.every()).isEqualTo(Duration.ofSeconds(1));
        assertThat(Timeline.begin(START)
                        .plus(START.minusSeconds(5), point(10, ONE))
                        .points())
                .containsExactly(point(10, ONE));
    }

    private static Point point(int percent, Counts users) {
        return new Point(Weight.ofPercent(percent), Optional.of(Weight.ofPercent(percent)), users, Counts.NONE, 0);
    }
}
