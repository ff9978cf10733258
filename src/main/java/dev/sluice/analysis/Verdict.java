package dev.sluice.analysis;

/** What the evidence says of green. */
public sealed interface Verdict {
    /** What was counted, in one line. */
    String why();

    /** Enough was seen, and green is not worse. */
    record Healthy(String why) implements Verdict {}

    /** Green is worse than it may be and worse than blue, beyond chance. */
    record Unhealthy(String why) implements Verdict {}

    /** Too little was seen, or blue fails too. */
    record Inconclusive(String why) implements Verdict {}
}
