package dev.sluice.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Probes of a version that were refused in a row.
 *
 * @param run how many of green's, up to now, all of them while blue answered
 * @param blueAnswers whether blue's last probe was answered as expected
 * @param blueRun how many of blue's, up to now, all of them while green answered
 * @param greenAnswers whether green's last probe was answered as expected
 * @param blueServed when a user's request was last counted that blue answered well; empty when none was
 */
public record ConsecutiveRefusals(
        int run, boolean blueAnswers, int blueRun, boolean greenAnswers, Optional<Instant> blueServed) {
    /** None. */
    public static final ConsecutiveRefusals NONE = new ConsecutiveRefusals(0, false, 0, false, Optional.empty());

    /** Users of blue who were served before it was refused are counted for so long. */
    private static final Duration COUNTED_LATE = Duration.ofSeconds(2);

    public ConsecutiveRefusals after(ProbeResult result) {
        if (result.outcome() == ProbeOutcome.Blind) {
            return this;
        }
        boolean answers = result.outcome() == ProbeOutcome.Passed;
        return switch (result.colour()) {
            case Blue ->
                new ConsecutiveRefusals(
                        answers ? run : 0,
                        answers,
                        next(blueRun, result.outcome(), greenAnswers),
                        greenAnswers,
                        blueServed);
            case Green ->
                new ConsecutiveRefusals(
                        next(run, result.outcome(), blueAnswers),
                        blueAnswers,
                        answers ? blueRun : 0,
                        answers,
                        blueServed);
        };
    }

    /** After users' requests were counted. */
    public ConsecutiveRefusals after(Counts users, Instant at) {
        return users.blue() > users.blueFailed() ? with(Optional.of(at)) : this;
    }

    /** As they go on after a time in which nobody looked. */
    public ConsecutiveRefusals later(Duration unseen) {
        return with(blueServed.map(last -> last.plus(unseen)));
    }

    /** Whether gateways reach no pod of blue, while green answers: so many probes were refused, and no user of blue is counted as served. */
    public boolean blueRefused(int atLeast, Instant at) {
        return blueRun >= atLeast
                && blueServed
                        .filter(last -> last.plus(COUNTED_LATE).isAfter(at))
                        .isEmpty();
    }

    private ConsecutiveRefusals with(Optional<Instant> served) {
        return new ConsecutiveRefusals(run, blueAnswers, blueRun, greenAnswers, served);
    }

    private static int next(int before, ProbeOutcome outcome, boolean otherAnswers) {
        return outcome == ProbeOutcome.Refused && otherAnswers ? before + 1 : 0;
    }
}
