package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BoundTest {
    @Test
    void followsTheRuleOfThreeWhereNothingWasSeen() {
        assertThat(Bound.upper(0, 1000)).isCloseTo(1 - Math.pow(0.05, 0.001), within(1e-9));
    }

    @Test
    void liesAboveWhatWasSeen() {
        assertThat(Bound.upper(10, 100)).isCloseTo(0.1637, within(1e-4));
    }

    @Test
    void isOneWhereAllWereSeen() {
        assertThat(Bound.upper(7, 7)).isEqualTo(1);
    }
}
