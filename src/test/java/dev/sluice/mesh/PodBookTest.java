package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mesh.Counted.Family;
import dev.sluice.mesh.PodBook.Reading;
import dev.sluice.rollout.Colour;
import dev.sluice.stats.Counts;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From what one pod has counted since it started to what users asked since the last look. */
class PodBookTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PodBook book = new PodBook();

    @Test
    void theFirstReadingIsOnlyAStart() {
        assertThat(read(0, new Told(900, 100), new Told(9000, 1000))).isEqualTo(Counts.NONE);
    }

    @Test
    void countsWhatCameSince() {
        read(0, new Told(10, 1), new Told(90, 2));

        assertThat(read(1, new Told(13, 3), new Told(95, 2))).isEqualTo(new Counts(5, 2, 5, 0));
    }

    @Test
    void aVersionWithoutCountersHasHadNoRequestYet() {
        assertThat(book.read(new Reading(START, Optional.empty(), Told.NOTHING, Told.NOTHING)))
                .isEqualTo(Counts.NONE);

        assertThat(read(1, new Told(0, 2), new Told(5, 0))).isEqualTo(new Counts(2, 2, 5, 0));
    }

    @Test
    void aRestartedPodStartsAnew() {
        read(0, new Told(10, 1), new Told(90, 2));

        assertThat(read(1, new Told(3, 0), new Told(7, 0))).isEqualTo(Counts.NONE);
        assertThat(read(2, new Told(4, 0), new Told(9, 0))).isEqualTo(new Counts(1, 0, 2, 0));
    }

    @Test
    void aLongGapIsDropped() {
        read(0, new Told(10, 0), new Told(10, 0));

        assertThat(read(11, new Told(500, 0), new Told(500, 0))).isEqualTo(Counts.NONE);
        assertThat(read(21, new Told(501, 0), new Told(500, 0))).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void otherMetricsAreAnotherStart() {
        read(0, new Told(10, 0), new Told(10, 0));

        assertThat(book.read(
                        new Reading(START.plusSeconds(1), Optional.of(Family.Envoy), new Told(50, 0), new Told(50, 0))))
                .isEqualTo(Counts.NONE);
    }

    @Test
    void takesProbesOutByTheirKind() {
        read(0, Told.NOTHING, Told.NOTHING);
        probe(Colour.Green, true, 1);
        probe(Colour.Green, false, 1);
        probe(Colour.Blue, false, 1);

        assertThat(read(2, new Told(1, 3), new Told(4, 0))).isEqualTo(new Counts(2, 2, 3, 0));
    }

    @Test
    void aProbeThatIsNotInTheCountYetWaitsForIt() {
        read(0, Told.NOTHING, Told.NOTHING);
        probe(Colour.Green, false, 1);

        assertThat(read(1, Told.NOTHING, Told.NOTHING)).isEqualTo(Counts.NONE);
        assertThat(read(2, new Told(1, 0), Told.NOTHING)).isEqualTo(Counts.NONE);
    }

    @Test
    void aProbeThatIsToldLateTakesTheNextRequestsPlace() {
        read(0, Told.NOTHING, Told.NOTHING);
        read(1, new Told(1, 0), Told.NOTHING);
        probe(Colour.Green, false, 1);

        assertThat(read(2, new Told(6, 0), Told.NOTHING)).isEqualTo(new Counts(4, 0, 0, 0));
    }

    @Test
    void aProbeOfLaterIsNotTakenFromUsersOfEarlier() {
        read(0, Told.NOTHING, Told.NOTHING);
        probe(Colour.Green, false, 3);

        assertThat(read(2, new Told(4, 0), Told.NOTHING)).isEqualTo(new Counts(4, 0, 0, 0));
        assertThat(read(4, new Told(5, 0), Told.NOTHING)).isEqualTo(Counts.NONE);
    }

    @Test
    void aProbeFromBeforeTheStartIsInItAlready() {
        read(5, new Told(1, 0), Told.NOTHING);
        probe(Colour.Green, false, 4);

        assertThat(read(6, new Told(2, 0), Told.NOTHING)).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aProbeThatIsToldBeforeTheStartAndAnsweredAfterItIsTakenOut() {
        probe(Colour.Green, false, 4);
        probe(Colour.Green, false, 6);
        read(5, new Told(1, 0), Told.NOTHING);

        assertThat(read(7, new Told(3, 0), Told.NOTHING)).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aProbeThatIsNeverCountedIsForgotten() {
        read(0, Told.NOTHING, Told.NOTHING);
        probe(Colour.Green, false, 1);
        read(7, Told.NOTHING, Told.NOTHING);

        assertThat(book.missed(Colour.Green)).isOne();
        assertThat(read(8, new Told(2, 0), Told.NOTHING)).isEqualTo(new Counts(2, 0, 0, 0));
    }

    @Test
    void aRestartedPodForgetsItsProbes() {
        read(0, new Told(5, 0), Told.NOTHING);
        probe(Colour.Green, false, 1);
        read(2, Told.NOTHING, Told.NOTHING);

        assertThat(read(3, new Told(2, 0), Told.NOTHING)).isEqualTo(new Counts(2, 0, 0, 0));
    }

    private Counts read(int second, Told green, Told blue) {
        return book.read(new Reading(START.plusSeconds(second), Optional.of(Family.Version), green, blue));
    }

    private void probe(Colour colour, boolean failed, int second) {
        book.probe(colour, failed, START.plusSeconds(second));
    }
}
