package dev.sluice.probe;

import dev.sluice.rollout.ProbeOutcome;

/** What an answer says, and why. */
record Finding(ProbeOutcome outcome, String detail) {
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
