package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BaselineErrorRateTest {
    @Test
    void oneFailureBeforeBlueLosesItsUsersIsForgottenSoon() {
        assertThat(quiet(BaselineErrorRate.NONE.after(3, 1), 60).now()).isZero();
    }

    @Test
    void anOutageBeforeBlueLosesItsUsersExcusesLittle() {
        assertThat(quiet(BaselineErrorRate.NONE.after(100, 90), 60).rate()).isEqualTo(0.1);
    }

    @Test
    void theUsualRateIsKnownWhileBlueHasNoUsers() {
        BaselineErrorRate noisy = BaselineErrorRate.NONE;
        for (int second = 0; second < 120; second++) {
            noisy = noisy.after(100, 3);
        }
        assertThat(quiet(noisy, 600).rate()).isCloseTo(0.03, within(1e-9));
    }

    @Test
    void anOutageCountsFromItsFirstSecond() {
        assertThat(BaselineErrorRate.NONE.after(1000, 0).rate(10, 10)).isEqualTo(1);
    }

    private static BaselineErrorRate quiet(BaselineErrorRate before, int seconds) {
        BaselineErrorRate after = before;
        for (int second = 0; second < seconds; second++) {
            after = after.after(0, 0);
        }
        return after;
    }
}
