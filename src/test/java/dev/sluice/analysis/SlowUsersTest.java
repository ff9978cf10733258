package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Users' requests that took grossly longer, told every few seconds. */
class SlowUsersTest {
    private static final double PRIOR = .01;
    private static final double ENOUGH = Math.log(1000 / .1);

    @Test
    void aSlownessThatStaysIsSureAfterTheSecondTelling() {
        SlowUsers test = healthy().after(new Counts(125, 70, 375, 1), PRIOR).after(new Counts(125, 125, 375, 0), PRIOR);

        assertThat(test.fading()).isFalse();
        assertThat(test.lnValue()).isGreaterThan(ENOUGH);
    }

    @Test
    void theFirstTellingMayBeAColdStart() {
        assertThat(healthy().after(new Counts(125, 125, 375, 0), PRIOR).fading())
                .isTrue();
    }

    /** Green's first users came within the last of the five seconds that were told first. */
    @Test
    void theFirstTellingOfAllIsOfAPartOfTheTime() {
        SlowUsers test =
                SlowUsers.NONE.after(new Counts(25, 25, 475, 0), PRIOR).after(new Counts(125, 125, 375, 0), PRIOR);

        assertThat(test.fading()).isTrue();
        assertThat(test.after(new Counts(125, 125, 375, 0), PRIOR).fading()).isFalse();
    }

    @Test
    void aColdStartFades() {
        SlowUsers test = healthy().after(new Counts(125, 100, 375, 0), PRIOR).after(new Counts(125, 40, 375, 0), PRIOR);

        assertThat(test.fading()).isTrue();
    }

    /** Both have 2 % of slow requests, blue's and green's pauses by turns. */
    @Test
    void equalVersionsAreHardlyEverCalledDifferent() {
        SplittableRandom random = new SplittableRandom(7);
        int blamed = 0;
        for (int rollout = 0; rollout < 2000; rollout++) {
            SlowUsers test = SlowUsers.NONE;
            boolean sure = false;
            for (int i = 0; i < 60; i++) {
                long green = slow(random, 125);
                long blue = slow(random, 375);
                test = test.after(new Counts(125, green, 375, blue), PRIOR);
                sure |= test.lnValue() > Math.log(1000) && !test.fading();
            }
            blamed += sure ? 1 : 0;
        }
        assertThat(blamed).isLessThanOrEqualTo(6);
    }

    private static long slow(SplittableRandom random, int requests) {
        long slow = 0;
        for (int i = 0; i < requests; i++) {
            slow += random.nextDouble() < .02 ? 1 : 0;
        }
        return slow;
    }

    private static SlowUsers healthy() {
        SlowUsers test = SlowUsers.NONE;
        for (int i = 0; i < 6; i++) {
            test = test.after(new Counts(125, 0, 375, 1), PRIOR);
        }
        return test;
    }
}
