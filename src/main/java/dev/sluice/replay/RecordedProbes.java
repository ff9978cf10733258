package dev.sluice.replay;

import dev.sluice.analysis.ConsecutiveRefusals;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import java.util.List;

/**
 * What came of a second's probes. Those that said nothing are left out.
 *
 * @param counts answered or refused probes, and how many of them failed
 * @param refused how many of green's were refused
 * @param run how many of green's had been refused in a row at the end of the second, while blue answered
 * @param blueRun how many of blue's, while green answered and blue was counted to serve no user
 * @param failure the last failure of green, for people; empty when there was none
 * @param green how long green's answers took
 * @param blue how long blue's answers took
 */
public record RecordedProbes(
        Counts counts, long refused, int run, int blueRun, String failure, Latencies green, Latencies blue) {
    /** No probes. */
    public static final RecordedProbes NONE =
            new RecordedProbes(Counts.NONE, 0, 0, 0, "", Latencies.NONE, Latencies.NONE);

    /** Checks. */
    public RecordedProbes {
        if (refused < 0 || refused > counts.greenFailed() || run < 0 || blueRun < 0) {
            throw new IllegalArgumentException(
                    refused + " refused, " + run + " and " + blueRun + " in a row, of " + counts);
        }
    }

    static RecordedProbes of(List<ProbeResult> results, LatencyQuantizer rounding) {
        RecordedProbes sum = NONE;
        for (ProbeResult result : results) {
            sum = sum.plus(of(result, rounding));
        }
        return sum;
    }

    RecordedProbes plus(RecordedProbes more) {
        return new RecordedProbes(
                counts.plus(more.counts),
                refused + more.refused,
                more.run,
                more.blueRun,
                more.failure.isEmpty() ? failure : more.failure,
                green.plus(more.green),
                blue.plus(more.blue));
    }

    RecordedProbes running(ConsecutiveRefusals inARow) {
        return new RecordedProbes(counts, refused, inARow.run(), inARow.blueRun(), failure, green, blue);
    }

    private static RecordedProbes of(ProbeResult result, LatencyQuantizer rounding) {
        if (result.outcome() == ProbeOutcome.Blind) {
            return NONE;
        }
        int failed = result.outcome() == ProbeOutcome.Passed ? 0 : 1;
        boolean timed = failed == 0 && !result.took().isZero();
        Latencies took = timed ? Latencies.of(rounding.rounded(result.colour(), result.took())) : Latencies.NONE;
        if (result.colour() == VersionRole.Blue) {
            return new RecordedProbes(new Counts(0, 0, 1, failed), 0, 0, 0, "", Latencies.NONE, took);
        }
        return new RecordedProbes(
                new Counts(1, failed, 0, 0),
                result.outcome() == ProbeOutcome.Refused ? 1 : 0,
                0,
                0,
                failed == 0 ? "" : result.detail(),
                took,
                Latencies.NONE);
    }
}
