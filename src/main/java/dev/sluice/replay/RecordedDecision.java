package dev.sluice.replay;

import dev.sluice.rollout.Decision;
import java.time.Duration;

/**
 * A decision that was made.
 *
 * @param at when, from the beginning of the recording on
 * @param decision what and why
 */
public record RecordedDecision(Duration at, Decision decision) {}
