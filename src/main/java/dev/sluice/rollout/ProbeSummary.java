package dev.sluice.rollout;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import java.time.Duration;
import java.time.Instant;

/**
 * Probes of one version that were answered alike; for people.
 *
 * @param colour the version
 * @param outcome what came of them
 * @param detail the status, or the error
 * @param times how often
 * @param at when last
 * @param took how long the last one took; zero when there was no answer
 */
public record ProbeSummary(
        VersionRole colour, ProbeOutcome outcome, String detail, long times, Instant at, Duration took) {
    static ProbeSummary of(ProbeResult result) {
        return new ProbeSummary(result.colour(), result.outcome(), result.detail(), 1, result.at(), result.took());
    }

    boolean alike(ProbeResult result) {
        return colour == result.colour() && outcome == result.outcome() && detail.equals(result.detail());
    }

    ProbeSummary again(ProbeSummary later) {
        return new ProbeSummary(colour, outcome, detail, times + later.times, later.at, later.took);
    }
}
