package dev.sluice.bench;

/** What a controller is to do about a case. */
enum Wanted {
    /** Green is worse: all traffic back to blue. */
    Revert,
    /** Green is as good as blue, or nearly: go on. */
    Promote,
    /** Nothing can be known: never go on. */
    Hold
}
