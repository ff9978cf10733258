package dev.sluice.rollout;

import java.time.Instant;

/**
 * One probe's result.
 *
 * @param at when it was known
 * @param colour the version that was asked
 * @param outcome what came of it
 * @param detail for people: the status, or the error
 */
public record ProbeResult(Instant at, Colour colour, ProbeOutcome outcome, String detail) {}
