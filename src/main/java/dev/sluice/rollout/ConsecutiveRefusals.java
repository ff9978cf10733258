package dev.sluice.rollout;

/**
 * Probes of green that were refused in a row.
 *
 * @param run how many, up to now, all of them while blue answered
 * @param blueAnswers whether blue's last probe was answered as expected
 */
public record ConsecutiveRefusals(int run, boolean blueAnswers) {
    /** None. */
    public static final ConsecutiveRefusals NONE = new ConsecutiveRefusals(0, false);

    ConsecutiveRefusals after(ProbeResult result) {
        return switch (result.colour()) {
            case Blue -> {
                boolean answers =
                        result.outcome() == ProbeOutcome.Blind ? blueAnswers : result.outcome() == ProbeOutcome.Passed;
                yield new ConsecutiveRefusals(answers ? run : 0, answers);
            }
            case Green -> new ConsecutiveRefusals(next(result.outcome()), blueAnswers);
        };
    }

    private int next(ProbeOutcome outcome) {
        return switch (outcome) {
            case Refused -> blueAnswers ? run + 1 : 0;
            case Passed, Failed -> 0;
            case Blind -> run;
        };
    }
}
