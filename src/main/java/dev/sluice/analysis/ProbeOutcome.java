package dev.sluice.analysis;

/** What came of one probe. */
public enum ProbeOutcome {
    /** The version answered as expected. */
    Passed,
    /** The version answered wrongly or too late. */
    Failed,
    /** The gateway could not reach the version. */
    Refused,
    /** The gateway could not be asked, or does not know the pinned route yet: says nothing of the version. */
    Blind
}
