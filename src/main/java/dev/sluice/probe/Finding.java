package dev.sluice.probe;

import dev.sluice.rollout.ProbeOutcome;

/**
 * What an answer says, and why.
 *
 * @param counters the status as which gateways count the answer, where it is not its own; 0 where it is
 */
record Finding(ProbeOutcome outcome, String detail, int counters) {
    private static final int SERVER_ERROR = 500;

    Finding(ProbeOutcome outcome, String detail) {
        this(outcome, detail, 0);
    }

    /** A server's fault of gRPC, which comes with the status 200 and is counted as an error all the same. */
    Finding countedAsError() {
        return new Finding(outcome, detail, SERVER_ERROR);
    }

    /** The status that gateways count. */
    int counted(int status) {
        return counters == 0 ? status : counters;
    }

    static Finding passed(String detail) {
        return new Finding(ProbeOutcome.Passed, detail);
    }

    static Finding failed(String detail) {
        return new Finding(ProbeOutcome.Failed, detail);
    }

    static Finding refused(String detail) {
        return new Finding(ProbeOutcome.Refused, detail);
    }

    static Finding blind(String detail) {
        return new Finding(ProbeOutcome.Blind, detail);
    }
}
