package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.PodCounterTracker.Reading;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From what one pod has counted since it started to what users asked since the last look. */
class PodCounterTrackerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PodCounterTracker book = new PodCounterTracker();

    @Test
    void theFirstReadingIsOnlyAStart() {
        assertThat(read(0, new CumulativeCounts(900, 100), new CumulativeCounts(9000, 1000)))
                .isEqualTo(Counts.NONE);
    }

    @Test
    void countsWhatCameSince() {
        read(0, new CumulativeCounts(10, 1), new CumulativeCounts(90, 2));

        assertThat(read(1, new CumulativeCounts(13, 3), new CumulativeCounts(95, 2)))
                .isEqualTo(new Counts(5, 2, 5, 0));
    }

    @Test
    void aVersionWithoutCountersHasHadNoRequestYet() {
        assertThat(book.read(new Reading(START, Optional.empty(), CumulativeCounts.NOTHING, CumulativeCounts.NOTHING)))
                .isEqualTo(Counts.NONE);

        assertThat(read(1, new CumulativeCounts(0, 2), new CumulativeCounts(5, 0)))
                .isEqualTo(new Counts(2, 2, 5, 0));
    }

    @Test
    void aRestartedPodStartsAnew() {
        read(0, new CumulativeCounts(10, 1), new CumulativeCounts(90, 2));

        assertThat(read(1, new CumulativeCounts(3, 0), new CumulativeCounts(7, 0)))
                .isEqualTo(Counts.NONE);
        assertThat(read(2, new CumulativeCounts(4, 0), new CumulativeCounts(9, 0)))
                .isEqualTo(new Counts(1, 0, 2, 0));
    }

    @Test
    void aLongGapIsDropped() {
        read(0, new CumulativeCounts(10, 0), new CumulativeCounts(10, 0));

        assertThat(read(11, new CumulativeCounts(500, 0), new CumulativeCounts(500, 0)))
                .isEqualTo(Counts.NONE);
        assertThat(read(21, new CumulativeCounts(501, 0), new CumulativeCounts(500, 0)))
                .isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void otherMetricsAreAnotherStart() {
        read(0, new CumulativeCounts(10, 0), new CumulativeCounts(10, 0));

        assertThat(book.read(new Reading(
                        START.plusSeconds(1),
                        Optional.of(Family.Envoy),
                        new CumulativeCounts(50, 0),
                        new CumulativeCounts(50, 0))))
                .isEqualTo(Counts.NONE);
    }

    @Test
    void takesProbesOutByTheirKind() {
        read(0, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);
        probe(VersionRole.Green, true, 1);
        probe(VersionRole.Green, false, 1);
        probe(VersionRole.Blue, false, 1);

        assertThat(read(2, new CumulativeCounts(1, 3), new CumulativeCounts(4, 0)))
                .isEqualTo(new Counts(2, 2, 3, 0));
    }

    @Test
    void aProbeThatIsNotInTheCountYetWaitsForIt() {
        read(0, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);
        probe(VersionRole.Green, false, 1);

        assertThat(read(1, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING)).isEqualTo(Counts.NONE);
        assertThat(read(2, new CumulativeCounts(1, 0), CumulativeCounts.NOTHING))
                .isEqualTo(Counts.NONE);
    }

    @Test
    void aProbeThatIsToldLateTakesTheNextRequestsPlace() {
        read(0, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);
        read(1, new CumulativeCounts(1, 0), CumulativeCounts.NOTHING);
        probe(VersionRole.Green, false, 1);

        assertThat(read(2, new CumulativeCounts(6, 0), CumulativeCounts.NOTHING))
                .isEqualTo(new Counts(4, 0, 0, 0));
    }

    @Test
    void aProbeOfLaterIsNotTakenFromUsersOfEarlier() {
        read(0, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);
        probe(VersionRole.Green, false, 3);

        assertThat(read(2, new CumulativeCounts(4, 0), CumulativeCounts.NOTHING))
                .isEqualTo(new Counts(4, 0, 0, 0));
        assertThat(read(4, new CumulativeCounts(5, 0), CumulativeCounts.NOTHING))
                .isEqualTo(Counts.NONE);
    }

    @Test
    void aProbeFromBeforeTheStartIsInItAlready() {
        read(5, new CumulativeCounts(1, 0), CumulativeCounts.NOTHING);
        probe(VersionRole.Green, false, 4);

        assertThat(read(6, new CumulativeCounts(2, 0), CumulativeCounts.NOTHING))
                .isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aProbeThatIsToldBeforeTheStartAndAnsweredAfterItIsTakenOut() {
        probe(VersionRole.Green, false, 4);
        probe(VersionRole.Green, false, 6);
        read(5, new CumulativeCounts(1, 0), CumulativeCounts.NOTHING);

        assertThat(read(7, new CumulativeCounts(3, 0), CumulativeCounts.NOTHING))
                .isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aProbeThatIsNeverCountedIsForgotten() {
        read(0, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);
        probe(VersionRole.Green, false, 1);
        read(7, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);

        assertThat(book.missed(VersionRole.Green)).isOne();
        assertThat(read(8, new CumulativeCounts(2, 0), CumulativeCounts.NOTHING))
                .isEqualTo(new Counts(2, 0, 0, 0));
    }

    @Test
    void aRestartedPodForgetsItsProbes() {
        read(0, new CumulativeCounts(5, 0), CumulativeCounts.NOTHING);
        probe(VersionRole.Green, false, 1);
        read(2, CumulativeCounts.NOTHING, CumulativeCounts.NOTHING);

        assertThat(read(3, new CumulativeCounts(2, 0), CumulativeCounts.NOTHING))
                .isEqualTo(new Counts(2, 0, 0, 0));
    }

    private Counts read(int second, CumulativeCounts green, CumulativeCounts blue) {
        return book.read(new Reading(START.plusSeconds(second), Optional.of(Family.Version), green, blue));
    }

    private void probe(VersionRole role, boolean failed, int second) {
        book.probe(role, failed, START.plusSeconds(second));
    }
}
