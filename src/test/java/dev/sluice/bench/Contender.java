package dev.sluice.bench;

/** Whoever carries a release over a ground. */
interface Contender {
    /** Looks and acts once; called every 100 ms. */
    void pass();

    /** What has become of the release. */
    End end();

    /** Why it ended, or what it waits for. */
    String why();

    /** How a release ended. */
    enum End {
        /** It goes on. */
        Open,
        /** The traffic was sent back to blue. */
        Reverted,
        /** Green has everything, and nobody looks any more. */
        Promoted
    }
}
