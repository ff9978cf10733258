package dev.sluice.rollout;

import dev.sluice.analysis.ConfidenceSequence;
import dev.sluice.analysis.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weights when the evidence sets them: from 0.1 % up to 25 %, at most three times as much each time and only as far as a green
 * as bad as it still may be would fail a handful of requests before it is reverted; then, once green is proven, 50 % and 100 %.
 */
final class AutoSteps {
    /** Failed requests that a step up may cost at worst. */
    static final double BUDGET = 5;

    /** From the first failure to the last request that green gets. */
    static final Duration REVERT = Duration.ofMillis(1500);

    /** Every bound of a rollout together is wrong once in twenty; four are looked at. */
    static final double ALPHA = 0.05 / 4;

    private static final int[] PERMILLE = {1, 3, 9, 27, 80, 250};
    private static final Duration RUNG = Duration.ofSeconds(5);
    private static final Duration HALF = Duration.ofSeconds(10);

    private AutoSteps() {}

    static List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        IntStream.range(0, PERMILLE.length)
                .mapToObj(i -> new Stage(
                        "Ramp " + (i + 1) + "/" + (PERMILLE.length + 1),
                        new Weight(PERMILLE[i]),
                        RUNG,
                        false,
                        i + 1 < PERMILLE.length ? ExitCriterion.Exposure : ExitCriterion.Proven))
                .forEach(stages::add);
        stages.add(new Stage(
                "Ramp " + (PERMILLE.length + 1) + "/" + (PERMILLE.length + 1), Weight.ofPercent(50), HALF, false));
        return stages;
    }

    /**
     * How many more users' requests than blue the next weight may fail before the traffic is back, if green is as bad as it still may be.
     *
     * @param users what the stage has counted of both
     * @param perSecond all users' requests
     */
    static double atStake(Counts users, double perSecond, Weight next) {
        double green =
                ConfidenceSequence.of(users.green(), users.greenFailed(), ALPHA).high();
        double blue =
                ConfidenceSequence.of(users.blue(), users.blueFailed(), ALPHA).low();
        double worse = Math.max(0, green - blue);
        return perSecond * next.percent() / 100 * worse * REVERT.toMillis() / 1000.0;
    }
}
