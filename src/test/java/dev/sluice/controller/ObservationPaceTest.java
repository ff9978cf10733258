package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ObservationPaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final DesiredTraffic HALF = new DesiredTraffic.Split(Weight.ofPercent(50));
    private static final WorkloadStatus READY = new WorkloadStatus.Pods(2, 2, true, Optional.empty());
    private static final TrafficStatus CONVERGED = new TrafficStatus.Converged();
    private static final Capacity.Blue BLUE = new Capacity.Blue(2, 2);
    private static final ObservedState WELL = view(CONVERGED, READY, BLUE);

    private boolean told = true;
    private final ObservationPace pace = new ObservationPace(Duration.ofSeconds(1), Duration.ofSeconds(10), () -> told);
    private int looks;
    private int brief;
    private int sought;

    @Test
    void looksSixTimesAMinuteWhileAllIsCalmAndOnceInFull() {
        seconds(0, 10, WELL);
        looks = 0;
        brief = 0;

        seconds(10, 610, WELL);

        assertThat(looks).isEqualTo(60);
        assertThat(looks - brief).isEqualTo(10);
    }

    @Test
    void looksEverySecondAndInFullAsLongAsNobodyWouldTellOfChanges() {
        told = false;

        seconds(0, 60, WELL);

        assertThat(looks).isEqualTo(60);
        assertThat(brief).isZero();
    }

    static Stream<ObservedState> busy() {
        return Stream.of(
                view(new TrafficStatus.Pending("behind"), READY, BLUE),
                view(new TrafficStatus.Blind("gone", START), READY, BLUE),
                view(new TrafficStatus.Unwritten("not written"), READY, BLUE),
                view(CONVERGED, new WorkloadStatus.Pods(2, 1, false, Optional.empty()), BLUE),
                view(CONVERGED, new WorkloadStatus.Pods(2, 2, false, Optional.empty()), BLUE),
                view(CONVERGED, new WorkloadStatus.Pods(2, 2, true, Optional.of("crash-loops")), BLUE),
                view(CONVERGED, new WorkloadStatus.Pods(2, 2, true, Optional.empty(), Optional.of("no node")), BLUE),
                view(CONVERGED, new WorkloadStatus.Unknown("no answer"), BLUE),
                view(CONVERGED, READY, new Capacity.Blue(2, 1)),
                view(CONVERGED, READY, new Capacity.Blue(0, 0)),
                view(CONVERGED, READY, new Capacity.Blue(2, 2, false)),
                ObservedState.none(HALF, START));
    }

    @ParameterizedTest
    @MethodSource("busy")
    void looksEverySecondAndInFullAsLongAsSomethingIsNotAsItShouldBe(ObservedState observed) {
        seconds(0, 60, observed);

        assertThat(looks).isEqualTo(60);
        assertThat(brief).isZero();
    }

    @Test
    void isNeverCalmOnTheWayBack() {
        DesiredTraffic back = new DesiredTraffic.Back(Outcome.Reverted);

        pace.calm(WELL, HALF, START);

        assertThat(pace.calm(WELL, back, START.plusSeconds(60))).isFalse();
        assertThat(pace.calm(WELL, new DesiredTraffic.Split(Weight.ALL), START.plusSeconds(60)))
                .as("compared with another weight")
                .isFalse();
    }

    @Test
    void looksEverySecondForSomeTimeAfterAChange() {
        seconds(0, 60, WELL);
        looks = 0;
        pace.stir();

        seconds(60, 66, WELL);

        assertThat(looks).isEqualTo(6);
    }

    @Test
    void looksInFullWhenGatewaysMayHaveChangedThoughNotSooner() {
        seconds(0, 10, WELL);
        looks = 0;
        brief = 0;
        pace.whole();

        seconds(10, 30, WELL);

        assertThat(looks).isEqualTo(2);
        assertThat(brief).isEqualTo(1);
        assertThat(sought).isEqualTo(1);
    }

    @Test
    void gatewaysAreSoughtThoughAWholeLookHadBegunBefore() {
        pace.begin(false, START);
        assertThat(pace.seeks()).isFalse();
        pace.whole();

        pace.begin(false, START.plusSeconds(1));

        assertThat(pace.seeks()).isTrue();
        assertThat(pace.seeks()).isFalse();
    }

    @Test
    void aChangeBeforeALookBeginsMakesItAWholeOne() {
        seconds(0, 10, WELL);
        Instant now = START.plusSeconds(20);
        boolean calm = pace.calm(WELL, HALF, now);
        pace.stir();

        assertThat(calm).isTrue();
        assertThat(pace.begin(calm, now)).isFalse();
    }

    private void seconds(int from, int to, ObservedState observed) {
        for (int second = from; second < to; second++) {
            Instant now = START.plusSeconds(second);
            boolean calm = pace.calm(observed, HALF, now);
            if (pace.due(calm, now)) {
                looks++;
                boolean inBrief = pace.begin(calm, now);
                brief += inBrief ? 1 : 0;
                sought += !inBrief && pace.seeks() ? 1 : 0;
            }
        }
    }

    private static ObservedState view(TrafficStatus mesh, WorkloadStatus green, Capacity.Blue blue) {
        Capacity.Seen sizes = new Capacity.Seen(Optional.of(blue), Optional.empty(), Optional.empty());
        return new ObservedState(START, HALF, mesh, List.of(), green, sizes, Optional.empty());
    }
}
