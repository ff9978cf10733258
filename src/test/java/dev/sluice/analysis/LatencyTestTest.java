package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.LatencyTest.Edge;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTestTest {
    private static final double ENOUGH = Math.log(1000);
    private static final ObjectiveRateTest OBJECTIVE = new ObjectiveRateTest(.01);
    private static final double PRIOR = .001;

    /** Of ten answers, how many are beyond each edge. */
    private static final List<Long> LOADED = List.of(5L, 1L, 0L, 0L);

    private static final List<Long> IDLE = List.of(1L, 0L, 0L, 0L);
    private static final List<Long> SLOW = List.of(8L, 4L, 1L, 0L);
    private static final List<Long> GROSS = List.of(10L, 10L, 10L, 10L);

    private LatencyTest test =
            LatencyTest.NONE.at(List.of(Edge.of(30, .5), Edge.of(50, .1), Edge.of(70, .01), Edge.of(50, .1)));

    @Test
    void aGreenThatIsSlowerOnlyForItsLoadIsNotBlamed() {
        carrying(.1, 60, LOADED, LOADED);
        carrying(1, 60, LOADED, IDLE);

        assertThat(test.lnRelative()).isLessThan(Math.log(10));
    }

    @Test
    void aGreenThatIsSlowerThanBlueWasUnderItsLoadIsFound() {
        carrying(.1, 60, LOADED, LOADED);
        carrying(1, 30, SLOW, IDLE);

        assertThat(test.lnRelative()).isGreaterThan(ENOUGH);
    }

    @Test
    void aSlownessOfBothIsNotGreens() {
        carrying(.1, 60, LOADED, LOADED);
        carrying(1, 60, SLOW, SLOW);

        assertThat(test.lnRelative()).isLessThan(Math.log(10));
    }

    @Test
    void whereBlueHadFewerUsersWhatItTookThenIsNoMeasure() {
        carrying(.5, 60, IDLE, IDLE);
        carrying(1, 60, LOADED, IDLE);

        assertThat(test.lnRelative()).isLessThan(Math.log(10));
    }

    @Test
    void grossSlownessIsFoundThoughNothingIsKnownOfBlueUnderLoad() {
        carrying(1, 10, GROSS, IDLE);

        assertThat(test.lnRelative()).isGreaterThan(ENOUGH);
        assertThat(test.gross()).isTrue();
    }

    private void carrying(double green, int seconds, List<Long> greenBeyond, List<Long> blueBeyond) {
        test = test.carrying(green);
        for (int i = 0; i < seconds; i++) {
            List<Counts> beyond = IntStream.range(0, greenBeyond.size())
                    .mapToObj(edge -> new Counts(10, greenBeyond.get(edge), 10, blueBeyond.get(edge)))
                    .toList();
            test = test.after(beyond, Counts.NONE, OBJECTIVE, PRIOR, OptionalDouble.of(0));
        }
    }
}
