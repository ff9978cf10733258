package dev.sluice.evidence.gateway;

import java.time.Instant;

/** What came of asking one gateway pod for its counters. */
sealed interface ScrapeResult {
    /**
     * It told them.
     *
     * @param begun when it was asked
     * @param ended when it had told; its counters were read in between
     * @param page what it told
     */
    record Read(Instant begun, Instant ended, GatewayMetrics page) implements ScrapeResult {}

    /**
     * It did not.
     *
     * @param why in words, with the cure
     */
    record Failed(String why) implements ScrapeResult {}
}
