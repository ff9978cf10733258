package dev.sluice.analysis;

import dev.sluice.api.TextSanitizer;
import java.time.Duration;
import java.time.Instant;

/**
 * One probe's result.
 *
 * @param at when it was known
 * @param colour the version that was asked
 * @param outcome what came of it
 * @param detail for people: the status, or the error
 * @param gateway name of the gateway pod that was asked
 * @param status the status that the gateway gave, by which its counters count the probe; 0 when it gave none
 * @param took from the request to the whole answer; zero when there was none
 */
public record ProbeResult(
        Instant at,
        VersionRole colour,
        ProbeOutcome outcome,
        String detail,
        String gateway,
        int status,
        Duration took) {
    private static final int LONGEST = 200;

    /** Cleans and cuts what an app may have said at any length. */
    public ProbeResult {
        detail = TextSanitizer.line(detail, LONGEST);
    }

    /** One of which only the outcome is known. */
    public ProbeResult(Instant at, VersionRole colour, ProbeOutcome outcome, String detail) {
        this(at, colour, outcome, detail, "", 0, Duration.ZERO);
    }

    /** Whether there was no answer within the time that a probe waits. */
    public boolean unanswered() {
        return outcome == ProbeOutcome.Failed && status == 0;
    }
}
