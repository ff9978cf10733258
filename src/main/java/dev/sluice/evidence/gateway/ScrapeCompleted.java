package dev.sluice.evidence.gateway;

import java.time.Duration;

/**
 * A gateway pod was asked for its counters.
 *
 * @param answered whether it told them
 * @param took until it was known
 */
public record ScrapeCompleted(boolean answered, Duration took) {}
