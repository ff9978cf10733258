package dev.sluice.evidence.probe;

import dev.sluice.analysis.ProbeOutcome;

/**
 * What an answer says, and why.
 *
 * @param counters the status as which gateways count the answer, where it is not its own; 0 where it is
 */
record ProbeClassification(ProbeOutcome outcome, String detail, int counters) {
    private static final int SERVER_ERROR = 500;

    ProbeClassification(ProbeOutcome outcome, String detail) {
        this(outcome, detail, 0);
    }

    /** A server's fault of gRPC, which comes with the status 200 and is counted as an error all the same. */
    ProbeClassification countedAsError() {
        return new ProbeClassification(outcome, detail, SERVER_ERROR);
    }

    /** The status that gateways count. */
    int counted(int status) {
        return counters == 0 ? status : counters;
    }

    static ProbeClassification passed(String detail) {
        return new ProbeClassification(ProbeOutcome.Passed, detail);
    }

    static ProbeClassification failed(String detail) {
        return new ProbeClassification(ProbeOutcome.Failed, detail);
    }

    static ProbeClassification refused(String detail) {
        return new ProbeClassification(ProbeOutcome.Refused, detail);
    }

    static ProbeClassification blind(String detail) {
        return new ProbeClassification(ProbeOutcome.Blind, detail);
    }
}
